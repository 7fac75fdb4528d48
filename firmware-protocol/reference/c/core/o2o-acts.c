// Acts: an admitted command is refused by state, controls and interlocks, or it is obeyed; the counter is in flash before.
#include <string.h>

#include "o2o-journal.h"
#include "o2o-session.h"

static const struct o2o_said DONE = {O2O_SUCCEEDED, O2O_CODE_OK, true, NULL};

static struct o2o_said refused(enum o2o_code code, const char *detail)
{
    struct o2o_said said = {O2O_REJECTED, code, false, detail};
    return said;
}

/** Tried; who knows how far it went. */
static struct o2o_said failed(enum o2o_code code)
{
    struct o2o_said said = {O2O_FAILED, code, true, NULL};
    return said;
}

static const struct o2o_control *find_control(const struct o2o_kind *kind, const char *name)
{
    for (size_t i = 0; i < kind->control_count; i++)
        if (strcmp(kind->controls[i].name, name) == 0) return &kind->controls[i];
    return NULL;
}

// ------------------------------------------------------------------------------------------------------------ refusals

static struct o2o_said refuse_start(const struct o2o_device *device, const struct o2o_command *command, uint64_t up_ms)
{
    if (o2o_is_session(device, command->ses)) return DONE;
    if (o2o_has_session(device)) return refused(O2O_CODE_BUSY, NULL);
    if (o2o_is_fenced(device, command->ses)) return refused(O2O_CODE_BAD_STATE, "stopped");
    if (o2o_journal_knows(device, command->ses)) return refused(O2O_CODE_BAD_STATE, "ended");
    if (!o2o_journal_has_room(device)) return refused(O2O_CODE_RATE_LIMIT, "journal");
    return command->lease_up_ms <= up_ms ? refused(O2O_CODE_BAD_PARAM, "leaseUp") : DONE;
}

static struct o2o_said refuse_set(const struct o2o_device *device, const struct o2o_command *command)
{
    const struct o2o_control *control = find_control(device->kind, command->control);
    if (!control) return refused(O2O_CODE_UNSUPPORTED, command->control);
    if (!o2o_control_takes(control, &command->value)) return refused(O2O_CODE_BAD_PARAM, command->control);
    // The hand at the wall wins over a finger that had not yet seen it (FP-22).
    if (device->local_ver[control - device->kind->controls] > command->seen)
        return refused(O2O_CODE_LOCAL_OVERRIDE, command->control);
    return DONE;
}

static struct o2o_said refuse_by_state(const struct o2o_device *device, const struct o2o_command *command, uint64_t up_ms)
{
    bool is_ours = o2o_is_session(device, command->ses);
    bool runs = is_ours && !device->session.is_starting;
    bool may = true;
    switch (command->act) {
    case O2O_ACT_START: return refuse_start(device, command, up_ms);
    case O2O_ACT_SET:
        if (is_ours) return refuse_set(device, command);
        may = false;
        break;
    case O2O_ACT_RENEW: may = is_ours && !device->session.is_stop_asked; break;
    case O2O_ACT_ORDER:
    case O2O_ACT_PAUSE: may = runs && !device->session.is_stop_asked; break;
    case O2O_ACT_RESUME: may = runs; break;
    default: break;
    }
    return may ? DONE : refused(O2O_CODE_BAD_STATE, NULL);
}

/** Interlocks guard what would move; a start or stop of something that does not run here moves nothing. */
static struct o2o_said refuse_by_interlock(const struct o2o_device *device, const struct o2o_command *command)
{
    const struct o2o_kind *kind = device->kind;
    bool is_ours = o2o_is_session(device, command->ses);
    if (command->act == O2O_ACT_STOP ? !is_ours : command->act == O2O_ACT_START && is_ours) return DONE;
    for (size_t i = 0; i < kind->interlock_count; i++) {
        const struct o2o_interlock *lock = &kind->interlocks[i];
        if (lock->act == command->act && kind->holds(device->object, lock->condition))
            return refused(lock->code, lock->condition);
    }
    return DONE;
}

static struct o2o_said refusal_of(const struct o2o_device *device, const struct o2o_command *command, uint64_t up_ms)
{
    struct o2o_said said;
    if (!(device->kind->acts >> command->act & 1)) return refused(O2O_CODE_UNSUPPORTED, o2o_act_name(command->act));
    said = refuse_by_state(device, command, up_ms);
    return said.status == O2O_REJECTED ? said : refuse_by_interlock(device, command);
}

// ------------------------------------------------------------------------------------------------------------ obeying

/** No lease is longer than the kind allows, whatever was signed, and none ends before now (FP-14). */
static uint64_t bounded_lease(const struct o2o_device *device, uint64_t lease_up_ms, uint64_t up_ms)
{
    uint64_t longest = up_ms + (uint64_t)device->kind->max_lease_s * 1000;
    if (lease_up_ms > longest) return longest;
    return lease_up_ms < up_ms ? up_ms : lease_up_ms;
}

static struct o2o_said start(struct o2o_device *device, const struct o2o_command *command, const char *cmd_hash, uint64_t up_ms)
{
    struct o2o_session *session = &device->session;
    struct o2o_said said = DONE;
    enum o2o_code code;
    if (o2o_has_session(device)) {
        said.code = O2O_CODE_ALREADY;
        return said;
    }
    memset(session, 0, sizeof *session);
    memcpy(session->ses, command->ses, sizeof session->ses);
    memcpy(session->cid, command->cid, sizeof session->cid);
    o2o_copy(session->cmd_hash, sizeof session->cmd_hash, cmd_hash);
    session->is_starting = true;
    session->counts_from_up_ms = session->metered_up_ms = up_ms;
    session->lease_up_ms = bounded_lease(device, command->lease_up_ms, up_ms);
    session->max_use_ms =
        1000 * (command->max_s < device->kind->longest_session_s ? command->max_s : device->kind->longest_session_s);
    session->pause_until_up_ms = session->pause_since_up_ms = session->verdict_up_ms = O2O_NEVER;
    // Stored before anything moves: a power cut in between leaves a lease that lapses, not an object that nobody knows of.
    if (!o2o_forget_printed(device) || !o2o_store_session(device, up_ms)) {
        o2o_forget_session(device);
        return refused(O2O_CODE_INTERNAL, "flash");
    }
    code = device->kind->start(device->object, up_ms);
    if (code == O2O_CODE_OK) return said;
    o2o_undo_start(device, o2o_code_name(code), up_ms);
    return failed(code);
}

/** A fence whatever runs: its counter is stored, so no older start can follow it (FP-09). */
static struct o2o_said stop(struct o2o_device *device, const struct o2o_command *command, uint64_t up_ms)
{
    struct o2o_said said = {O2O_SUCCEEDED, O2O_CODE_ALREADY, false, NULL};
    enum o2o_code code;
    if (!o2o_fence(device, command->ses)) return refused(O2O_CODE_INTERNAL, "flash");
    if (!o2o_is_session(device, command->ses)) {
        o2o_journal_mark(device, command->ses, O2O_NEVER);
        return said;
    }
    if (device->session.is_starting) {
        o2o_undo_start(device, "stop_command", up_ms);
        return DONE;
    }
    o2o_end_pause(device, up_ms);
    device->session.is_stop_asked = true;
    if (!o2o_store_session(device, up_ms)) return failed(O2O_CODE_INTERNAL);
    code = device->kind->stop(device->object, up_ms);
    return code == O2O_CODE_OK ? DONE : failed(code);
}

static struct o2o_said renew(struct o2o_device *device, const struct o2o_command *command, uint64_t up_ms)
{
    bool is_kept;
    device->session.lease_up_ms = bounded_lease(device, command->lease_up_ms, up_ms);
    // The entry stores the session with it; where it finds no room, the lease is kept all the same.
    is_kept = (!device->session.is_starting && o2o_record_update(device, O2O_RENEWED, up_ms)) || o2o_store_session(device, up_ms);
    return is_kept ? DONE : failed(O2O_CODE_INTERNAL);
}

static struct o2o_said resume(struct o2o_device *device, uint64_t up_ms)
{
    struct o2o_said already = {O2O_SUCCEEDED, O2O_CODE_ALREADY, false, NULL};
    enum o2o_code code;
    if (device->session.pause_until_up_ms == O2O_NEVER) return already;
    if (device->session.pause_since_up_ms == O2O_NEVER) {
        // Only asked for, so nothing has to move: it is taken back (FP-27).
        o2o_end_pause(device, up_ms);
        return DONE;
    }
    code = device->kind->resume(device->object, up_ms);
    return code == O2O_CODE_OK ? DONE : failed(code);
}

/** The printed ticket is the proof; an order printed once is never printed twice (FP-24). */
static struct o2o_said order(struct o2o_device *device, const struct o2o_command *command, uint64_t up_ms)
{
    struct o2o_entry entry = {O2O_UPDATED, O2O_TICKET_PRINTED, 0, command};
    struct o2o_said said = DONE;
    enum o2o_code code;
    if (o2o_is_printed(device, command->reference)) {
        said.code = O2O_CODE_ALREADY;
        return said;
    }
    if (!o2o_keep_printed(device, command->reference)) return refused(O2O_CODE_RATE_LIMIT, "orders");
    code = device->kind->print(device->object, command->reference, command->lines);
    if (code != O2O_CODE_OK) return failed(code);
    return o2o_record(device, &entry, up_ms) ? said : failed(O2O_CODE_INTERNAL);
}

static struct o2o_said call(struct o2o_device *device, const struct o2o_command *command, uint64_t up_ms)
{
    struct o2o_event_field field = {"call", {O2O_VALUE_TEXT, 0, ""}};
    if (device->kind->call) device->kind->call(device->object, command->reference);
    o2o_copy(field.value.text, sizeof field.value.text, command->reference);
    o2o_event(device, "call", &field, 1, up_ms);
    return DONE;
}

static struct o2o_said obey(struct o2o_device *device, const struct o2o_command *command, const char *cmd_hash, uint64_t up_ms)
{
    enum o2o_code code = O2O_CODE_OK;
    switch (command->act) {
    case O2O_ACT_START: return start(device, command, cmd_hash, up_ms);
    case O2O_ACT_STOP: return stop(device, command, up_ms);
    case O2O_ACT_RENEW: return renew(device, command, up_ms);
    case O2O_ACT_PAUSE:
        device->session.pause_until_up_ms = up_ms + command->max_s * 1000;
        return o2o_store_session(device, up_ms) ? DONE : failed(O2O_CODE_INTERNAL);
    case O2O_ACT_RESUME: return resume(device, up_ms);
    case O2O_ACT_SET:
        code = device->kind->set(device->object, find_control(device->kind, command->control), &command->value);
        return code == O2O_CODE_OK ? DONE : failed(code);
    case O2O_ACT_ORDER: return order(device, command, up_ms);
    case O2O_ACT_CALL: return call(device, command, up_ms);
    default:
        if (device->kind->beep) device->kind->beep(device->object);
        return DONE;
    }
}

// ------------------------------------------------------------------------------------------------------------ commands

/** Whether "this did not run" is certain (FP-10): not for boots from before this memory, nor once answers were forgotten. */
static bool is_certainly_unrun(const struct o2o_device *device, const struct o2o_command *command)
{
    bool is_kept_with_journal = command->act == O2O_ACT_START || command->act == O2O_ACT_STOP;
    bool is_known = false;
    for (size_t i = 0; i < O2O_KNOWN_BOOTS; i++) is_known |= strcmp(device->known_boots[i], command->boot) == 0;
    return is_known && (is_kept_with_journal || !device->has_forgotten_answers) && strcmp(device->acting, command->cid) != 0;
}

/** Moves something slow enough to say `accepted` first. */
static bool is_slow(enum o2o_act act)
{
    return act == O2O_ACT_START || act == O2O_ACT_STOP || act == O2O_ACT_ORDER || act == O2O_ACT_RESUME;
}

static bool persist_counter(struct o2o_device *device, const struct o2o_command *command)
{
    device->last_ctr = command->ctr;
    memcpy(device->acting, command->cid, sizeof device->acting);
    return o2o_store_counter(device);
}

/** What was refused without a floor stays refused after it (FP-17); where flash fails, memory keeps that for this boot. */
static void persist_refused_counter(struct o2o_device *device, const struct o2o_command *command)
{
    if (command->ctr <= device->last_ctr) return;
    device->last_ctr = command->ctr;
    o2o_store_counter(device);
}

void o2o_take_command(struct o2o_device *device, const char *gateway, const struct o2o_command *command, const char *cmd_hash,
                      uint64_t up_ms)
{
    struct o2o_asked asked = {gateway, command->cid, command->ses, cmd_hash};
    struct o2o_command_memory memory = {device->boot, device->last_ctr, device->has_amnesia, false};
    struct o2o_said said;
    enum o2o_code code = O2O_CODE_OK;
    memory.is_answered = o2o_is_answered(device, command->cid);
    switch (o2o_command_admit(command, &memory, up_ms, &code)) {
    case O2O_ANSWER_AGAIN: o2o_answer_again(device, gateway, command->cid); return;
    case O2O_REFUSE:
        if (code == O2O_CODE_BAD_STATE) persist_refused_counter(device, command);
        said = refused(code, NULL);
        said.ran = !is_certainly_unrun(device, command);
        o2o_say(device, &asked, said, up_ms);
        return;
    default: break;
    }
    if (!persist_counter(device, command)) {
        // Flash that cannot keep a counter must not open anything.
        o2o_say(device, &asked, refused(O2O_CODE_INTERNAL, "flash"), up_ms);
        return;
    }
    said = refusal_of(device, command, up_ms);
    if (said.status != O2O_REJECTED) {
        struct o2o_said accepted = {O2O_ACCEPTED, O2O_CODE_OK, true, NULL};
        if (is_slow(command->act)) o2o_say(device, &asked, accepted, up_ms);
        said = obey(device, command, cmd_hash, up_ms);
    } else if (command->act == O2O_ACT_STOP && o2o_is_session(device, command->ses)) {
        // Who asked for the end gets an end: no sign of leaving begins a pause any more (FP-27).
        o2o_end_pause(device, up_ms);
    }
    o2o_say_and_keep(device, &asked, said, command->act == O2O_ACT_START || command->act == O2O_ACT_STOP, up_ms);
}
