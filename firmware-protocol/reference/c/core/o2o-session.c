// Session: begins on evidence, is metered, and ends by its person, its lease, its limit or a verdict.
#include "o2o-session.h"

#include <string.h>

#include "o2o-journal.h"
#include "o2o-meter.h"

static uint64_t later(uint64_t one, uint64_t other) { return one > other ? one : other; }

static void put_use(struct o2o_writer *body, struct o2o_use use)
{
    o2o_put_key(body, "use");
    o2o_put_open(body, '{');
    o2o_put_integer_member(body, "useMs", use.use_ms);
    o2o_put_integer_member(body, "distanceM", use.distance_m);
    if (use.paused_ms > 0) o2o_put_integer_member(body, "pausedMs", use.paused_ms);
    o2o_put_close(body, '}');
}

static void put_ticket(struct o2o_writer *body, const struct o2o_command *order)
{
    struct o2o_json_walk walk = o2o_json_walk(order->lines);
    struct o2o_order_line line;
    o2o_put_key(body, "ticket");
    o2o_put_open(body, '{');
    o2o_put_text_member(body, "order", order->reference);
    o2o_put_key(body, "lines");
    o2o_put_open(body, '[');
    while (o2o_json_next(&walk)) {
        if (!o2o_read_order_line(walk.value, &line)) continue;
        o2o_put_open(body, '{');
        o2o_put_text_member(body, "item", line.item);
        o2o_put_text_member(body, "name", line.name);
        o2o_put_integer_member(body, "qty", line.qty);
        o2o_put_close(body, '}');
    }
    o2o_put_close(body, ']');
    o2o_put_close(body, '}');
}

void o2o_compose_entry(struct o2o_writer *body, const struct o2o_device *device, const struct o2o_entry *entry,
                       struct o2o_use use, uint32_t evidence, uint32_t seq, uint64_t up_ms)
{
    static const char *const EVENTS[] = {"started", "updated", "ended"};
    const struct o2o_session *session = &device->session;
    o2o_put_open(body, '{');
    o2o_put_integer_member(body, "v", 1);
    o2o_put_text_member(body, "sub", device->address);
    o2o_put_text_member(body, "boot", device->boot);
    o2o_put_integer_member(body, "seq", seq);
    o2o_put_integer_member(body, "upMs", up_ms);
    o2o_put_text_member(body, "ses", session->ses);
    o2o_put_integer_member(body, "n", session->next_n);
    o2o_put_text_member(body, "cid", session->cid);
    o2o_put_text_member(body, "cmdHash", session->cmd_hash);
    put_use(body, use);
    o2o_put_key(body, "evidence");
    o2o_put_open(body, '[');
    for (size_t i = 0; i < device->kind->evidence_count && i < O2O_EVIDENCE_MAX; i++)
        if (evidence >> i & 1) o2o_put_text(body, device->kind->evidence[i]);
    o2o_put_close(body, ']');
    o2o_put_bool_member(body, "off", !device->is_connected);
    o2o_put_text_member(body, "ev", EVENTS[entry->ev]);
    if (entry->ev != O2O_STARTED) o2o_put_text_member(body, "trigger", o2o_trigger_name(entry->trigger));
    if (entry->order) put_ticket(body, entry->order);
    if (entry->ev == O2O_ENDED) o2o_put_integer_member(body, "endUpMs", entry->end_up_ms);
    o2o_put_close(body, '}');
}

bool o2o_record(struct o2o_device *device, const struct o2o_entry *entry, uint64_t up_ms)
{
    struct o2o_session *session = &device->session;
    struct o2o_use use = o2o_use_at(device, entry->ev == O2O_ENDED ? entry->end_up_ms : up_ms);
    uint32_t evidence = device->kind->evidence_now(device->object, up_ms);
    bool may_drop = entry->ev == O2O_UPDATED && (entry->trigger == O2O_METER || entry->trigger == O2O_RENEWED);
    bool is_behind = o2o_journal_is_behind(device);
    struct o2o_writer body;
    uint32_t seq;
    // The last numbers of a session are for its end.
    if (may_drop && session->next_n >= O2O_SESSION_ENTRIES - 8) return false;
    o2o_journal_make_room(device);
    body = o2o_writer(device->body, sizeof device->body);
    seq = device->next_seq++;
    o2o_compose_entry(&body, device, entry, use, evidence, seq, up_ms);
    if (body.failed || !o2o_journal_add(device, body.text, body.length, seq, may_drop)) return false;
    o2o_tell(device, "journal", body.text);
    session->next_n++;
    session->last_use = use;
    if (entry->ev != O2O_ENDED && !o2o_store_session(device, up_ms)) return false;
    // An answer never waits for entries of long ago to be signed: those go when all is done.
    if (!is_behind) o2o_journal_send(device, up_ms);
    return true;
}

bool o2o_record_update(struct o2o_device *device, enum o2o_trigger trigger, uint64_t up_ms)
{
    struct o2o_entry entry = {O2O_UPDATED, trigger, 0, NULL};
    return o2o_record(device, &entry, up_ms);
}

void o2o_undo_start(struct o2o_device *device, const char *why, uint64_t up_ms)
{
    o2o_tell(device, "undone", why);
    o2o_forget_session(device);
    device->kind->undo(device->object, up_ms);
}

// -------------------------------------------------------------------------------------------------------- pause (FP-27)

static bool begin_pause(struct o2o_device *device, uint64_t since_up_ms, uint64_t up_ms)
{
    struct o2o_session before = device->session;
    uint64_t until = device->session.pause_until_up_ms;
    device->session.pause_until_up_ms = O2O_NEVER;
    device->session.before = o2o_use_at(device, since_up_ms);
    device->session.pause_until_up_ms = until;
    device->session.pause_since_up_ms = since_up_ms;
    if (o2o_record_update(device, O2O_PAUSED, up_ms)) return true;
    device->session = before;
    return false;
}

void o2o_end_pause(struct o2o_device *device, uint64_t up_ms)
{
    struct o2o_session *session = &device->session;
    bool was_proven = session->pause_since_up_ms != O2O_NEVER;
    if (session->pause_until_up_ms == O2O_NEVER) return;
    if (was_proven) {
        if (up_ms > session->pause_since_up_ms) session->before.paused_ms += up_ms - session->pause_since_up_ms;
        session->counts_from_up_ms = up_ms;
    }
    session->pause_until_up_ms = O2O_NEVER;
    session->pause_since_up_ms = O2O_NEVER;
    if (!was_proven || !o2o_record_update(device, O2O_RESUMED, device->up_ms)) o2o_store_session(device, device->up_ms);
}

/** True when the pause began or ended. */
static bool run_pause(struct o2o_device *device, uint64_t up_ms)
{
    const struct o2o_session *session = &device->session;
    uint64_t over = session->pause_until_up_ms, limit = o2o_limit_up_ms(session);
    struct o2o_leaving leaving;
    bool leaves;
    if (over == O2O_NEVER) return false;
    if (session->lease_up_ms < over) over = session->lease_up_ms;
    if (limit < over) over = limit;
    if (over <= up_ms) {
        o2o_end_pause(device, session->pause_since_up_ms == O2O_NEVER ? over : later(over, session->pause_since_up_ms));
        return true;
    }
    leaves = device->kind->leaving(device->object, up_ms, session->is_stop_asked, &leaving);
    if (session->pause_since_up_ms == O2O_NEVER)
        return leaves && begin_pause(device, later(leaving.since_up_ms, session->counts_from_up_ms), up_ms);
    if (!leaves) o2o_end_pause(device, up_ms);
    return !leaves;
}

// ---------------------------------------------------------------------------------------------------------------- ends

static void end_session(struct o2o_device *device, enum o2o_trigger trigger, uint64_t end_up_ms, uint64_t up_ms)
{
    struct o2o_entry entry = {O2O_ENDED, trigger, end_up_ms, NULL};
    // Not written is not ended: the next step tries again.
    if (!o2o_record(device, &entry, up_ms)) return;
    o2o_forget_session(device);
    device->kind->release(device->object, up_ms);
}

/** The person has left and the stop evidence holds: use ended when it was last seen. */
static bool end_by_person(struct o2o_device *device, uint64_t up_ms)
{
    struct o2o_leaving leaving;
    if (!o2o_leaving_now(device, up_ms, &leaving) || up_ms < leaving.due_up_ms) return false;
    if (!o2o_evidence_holds(device->kind->stop_evidence, device->kind->evidence_now(device->object, up_ms))) return false;
    end_session(device, device->session.is_stop_asked ? O2O_STOP_COMMAND : leaving.trigger,
                later(leaving.since_up_ms, device->session.counts_from_up_ms), up_ms);
    return true;
}

/** What ends a session without its person; the earliest that is due. */
static bool forced_end(const struct o2o_session *session, bool by_lease, uint64_t up_ms, enum o2o_trigger *trigger,
                       uint64_t *end_up_ms)
{
    const struct {
        enum o2o_trigger trigger;
        uint64_t at;
    } causes[] = {
        {O2O_LEASE_LAPSED, by_lease ? session->lease_up_ms : O2O_NEVER},
        {O2O_LIMIT_REACHED, o2o_limit_up_ms(session)},
        {O2O_VERDICT, session->verdict_up_ms},
    };
    *end_up_ms = O2O_NEVER;
    for (size_t i = 0; i < 3; i++) {
        if (causes[i].at > up_ms || causes[i].at >= *end_up_ms) continue;
        *end_up_ms = causes[i].at;
        *trigger = causes[i].trigger;
    }
    return *end_up_ms != O2O_NEVER;
}

/** The end of the lease ends no use that only its person can end: an occupied pod is metered until it is left (FP-18). */
static void end_by_force(struct o2o_device *device, uint64_t up_ms)
{
    enum o2o_trigger trigger;
    uint64_t end_up_ms, safe_up_ms = 0;
    if (!forced_end(&device->session, device->kind->ends_by_itself, up_ms, &trigger, &end_up_ms)) return;
    if (!device->kind->off_at_lease_end && !device->kind->safe_since(device->object, &safe_up_ms)) return;
    end_session(device, trigger, later(end_up_ms, safe_up_ms), up_ms);
}

/** Evidence came, or time is over; true when use has begun. */
static bool run_start(struct o2o_device *device, uint64_t up_ms)
{
    static const struct o2o_entry ENTRY = {O2O_STARTED, O2O_METER, 0, NULL};
    struct o2o_session *session = &device->session;
    enum o2o_trigger trigger;
    uint64_t end_up_ms;
    if (o2o_evidence_holds(device->kind->start_evidence, device->kind->evidence_now(device->object, up_ms))) {
        session->is_starting = false;
        session->counts_from_up_ms = up_ms;
        session->metered_up_ms = up_ms;
        if (o2o_record(device, &ENTRY, up_ms)) return true;
        session->is_starting = session->next_n == 0;
        return false;
    }
    if (forced_end(session, true, up_ms, &trigger, &end_up_ms)) o2o_undo_start(device, o2o_trigger_name(trigger), up_ms);
    return false;
}

void o2o_run_session(struct o2o_device *device, uint64_t up_ms)
{
    struct o2o_session *session = &device->session;
    if (!o2o_has_session(device)) return;
    if (session->is_starting && !run_start(device, up_ms)) return;
    // Once it may change its mind (over, and left at once); never more in one step.
    if (run_pause(device, up_ms)) run_pause(device, up_ms);
    if (end_by_person(device, up_ms)) return;
    end_by_force(device, up_ms);
    if (!o2o_has_session(device) || up_ms < session->metered_up_ms + O2O_METER_EVERY_MS) return;
    session->metered_up_ms = up_ms;
    o2o_record_update(device, O2O_METER, up_ms);
}

void o2o_wake_session(struct o2o_device *device)
{
    struct o2o_session *session = &device->session;
    uint64_t left, stored = session->stored_up_ms;
    if (!o2o_has_session(device)) {
        device->kind->undo(device->object, 0);
        return;
    }
    left = session->lease_up_ms > stored ? session->lease_up_ms - stored : 0;
    session->lease_up_ms = left > O2O_METER_EVERY_MS ? left - O2O_METER_EVERY_MS : 0;
    if (session->pause_until_up_ms != O2O_NEVER)
        session->pause_until_up_ms = session->pause_until_up_ms > stored ? session->pause_until_up_ms - stored : 0;
    if (session->pause_since_up_ms != O2O_NEVER) session->pause_since_up_ms = 0;
    if (session->verdict_up_ms != O2O_NEVER) session->verdict_up_ms = 0;
    session->counts_from_up_ms = 0;
    session->before = session->last_use;
    session->metered_up_ms = 0;
    if (session->is_starting) {
        o2o_store_session(device, 0);
    } else if (device->kind->resumes_after_power_loss) {
        device->kind->power_back(device->object, 0);
        o2o_record_update(device, O2O_POWER_RESUMED, 0);
    } else {
        end_session(device, O2O_POWER_LOSS, 0, 0);
    }
}

uint64_t o2o_session_wake(const struct o2o_device *device, uint64_t up_ms)
{
    const struct o2o_session *session = &device->session;
    struct o2o_leaving leaving;
    uint64_t candidates[5] = {O2O_NEVER, O2O_NEVER, O2O_NEVER, O2O_NEVER, O2O_NEVER};
    uint64_t wake = O2O_NEVER;
    if (!o2o_has_session(device)) return wake;
    candidates[0] = session->lease_up_ms;
    candidates[1] = o2o_limit_up_ms(session);
    candidates[2] = session->is_starting ? O2O_NEVER : session->metered_up_ms + O2O_METER_EVERY_MS;
    candidates[3] = session->pause_until_up_ms;
    if (o2o_leaving_now(device, up_ms, &leaving)) candidates[4] = leaving.due_up_ms;
    // What is overdue waits for a hand, not for time.
    for (size_t i = 0; i < 5; i++)
        if (candidates[i] > up_ms && candidates[i] < wake) wake = candidates[i];
    return wake;
}
