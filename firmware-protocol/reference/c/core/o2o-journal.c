// Journal: an index in memory over entries in flash; written once, sent as often as it takes, erased on an ack.
#include "o2o-journal.h"

#include <string.h>

enum {
    IS_USED = 1,
    IS_MARKED = 2, // to be sent
    MAY_DROP = 4,
    IS_BROKEN = 8, // in flash, but not to be read
    NO_SESSION = 0xff
};

static bool is_used(const struct o2o_slot *slot) { return slot->flags & IS_USED; }

static uint8_t session_index(const struct o2o_device *device, const char *ses)
{
    for (uint8_t i = 0; i < O2O_JOURNAL_SESSIONS + 1; i++)
        if (device->journal_sessions[i][0] && strcmp(device->journal_sessions[i], ses) == 0) return i;
    return NO_SESSION;
}

static uint8_t take_session(struct o2o_device *device, const char *ses)
{
    uint8_t known = session_index(device, ses);
    if (known != NO_SESSION) return known;
    for (uint8_t i = 0; i < O2O_JOURNAL_SESSIONS + 1; i++)
        if (!device->journal_sessions[i][0]) return o2o_copy(device->journal_sessions[i], sizeof(o2o_id), ses) ? i : NO_SESSION;
    return NO_SESSION;
}

static void free_sessions(struct o2o_device *device)
{
    bool is_needed[O2O_JOURNAL_SESSIONS + 1] = {false};
    for (size_t i = 0; i < O2O_JOURNAL_ENTRIES; i++)
        if (is_used(&device->journal[i])) is_needed[device->journal[i].session] = true;
    for (size_t i = 0; i < O2O_JOURNAL_SESSIONS + 1; i++)
        if (!is_needed[i]) device->journal_sessions[i][0] = '\0';
}

static uint16_t record_of(size_t slot) { return (uint16_t)(O2O_RECORD_JOURNAL + slot); }

static void drop(struct o2o_device *device, size_t slot)
{
    if (!device->port->erase(device->port->context, record_of(slot))) o2o_tell(device, "flash failed", "");
    memset(&device->journal[slot], 0, sizeof device->journal[slot]);
}

static bool is_droppable(struct o2o_json entry)
{
    return o2o_is_word(entry, "ev", "updated") &&
           (o2o_is_word(entry, "trigger", "meter") || o2o_is_word(entry, "trigger", "renewed"));
}

static bool read_slot(struct o2o_device *device, struct o2o_json entry, struct o2o_slot *slot)
{
    o2o_id ses;
    o2o_boot_name boot;
    uint64_t n, seq, boots = 0;
    if (!o2o_get_id(entry, "ses", ses) || !o2o_get_boot(entry, boot)) return false;
    if (!o2o_get_count(entry, "n", 0, O2O_SESSION_ENTRIES - 1, &n) || !o2o_get_count(entry, "seq", 0, UINT32_MAX, &seq))
        return false;
    for (const char *digit = boot; *digit != '-'; digit++) boots = boots * 10 + (uint64_t)(*digit - '0');
    slot->session = take_session(device, ses);
    slot->boot_count = (uint32_t)boots;
    slot->seq = (uint32_t)seq;
    slot->n = (uint16_t)n;
    slot->flags = (uint8_t)(IS_USED | (is_droppable(entry) ? MAY_DROP : 0));
    return slot->session != NO_SESSION;
}

/** An entry was stored and the power went before the session was: the entry knows better. */
static void catch_up(struct o2o_device *device, struct o2o_json entry, const struct o2o_slot *slot)
{
    struct o2o_session *session = &device->session;
    struct o2o_json use;
    if (!o2o_has_session(device) || strcmp(device->journal_sessions[slot->session], session->ses) != 0) return;
    if (slot->n < session->next_n) return;
    session->next_n = (uint64_t)slot->n + 1;
    session->is_starting = false;
    if (o2o_get_container(entry, "use", O2O_JSON_OBJECT, &use)) {
        o2o_get_count(use, "useMs", 0, O2O_COUNT_MAX, &session->last_use.use_ms);
        o2o_get_count(use, "distanceM", 0, O2O_COUNT_MAX, &session->last_use.distance_m);
        o2o_get_count(use, "pausedMs", 0, O2O_COUNT_MAX, &session->last_use.paused_ms);
    }
    if (o2o_is_word(entry, "ev", "ended")) o2o_forget_session(device);
}

/** What cannot be read is given up, and the gateway told (FP-17): first kept in mind, then erased. */
static void give_up_broken(struct o2o_device *device, uint64_t broken)
{
    if (broken == 0) return;
    device->has_amnesia = true;
    device->dropped += broken;
    if (!o2o_store_counter(device)) return;
    for (size_t i = 0; i < O2O_JOURNAL_ENTRIES; i++)
        if (device->journal[i].flags & IS_BROKEN) drop(device, i);
}

void o2o_journal_load(struct o2o_device *device)
{
    uint64_t broken = 0;
    for (size_t i = 0; i < O2O_JOURNAL_ENTRIES; i++) {
        struct o2o_slot *slot = &device->journal[i];
        struct o2o_json entry;
        long length = device->port->load(device->port->context, record_of(i), device->body, sizeof device->body);
        if (length == O2O_NO_RECORD) continue;
        if (length > 0 && o2o_json_read_object(device->body, (size_t)length, &entry) && read_slot(device, entry, slot)) {
            catch_up(device, entry, slot);
        } else {
            slot->flags = IS_BROKEN;
            broken++;
        }
    }
    give_up_broken(device, broken);
}

bool o2o_journal_knows(const struct o2o_device *device, const char *ses) { return session_index(device, ses) != NO_SESSION; }

bool o2o_journal_has_room(const struct o2o_device *device)
{
    for (size_t i = 0; i < O2O_JOURNAL_SESSIONS; i++)
        if (!device->journal_sessions[i][0]) return true;
    return false;
}

size_t o2o_journal_count(const struct o2o_device *device)
{
    size_t count = 0;
    for (size_t i = 0; i < O2O_JOURNAL_ENTRIES; i++) count += is_used(&device->journal[i]);
    return count;
}

static bool is_before(const struct o2o_slot *one, const struct o2o_slot *other)
{
    return one->boot_count != other->boot_count ? one->boot_count < other->boot_count : one->seq < other->seq;
}

/** The oldest entry with these flags that is later than `after`; O2O_JOURNAL_ENTRIES when there is none. */
static size_t next_slot(const struct o2o_device *device, uint8_t flags, const struct o2o_slot *after)
{
    size_t found = O2O_JOURNAL_ENTRIES;
    for (size_t i = 0; i < O2O_JOURNAL_ENTRIES; i++) {
        const struct o2o_slot *slot = &device->journal[i];
        if ((slot->flags & flags) != flags || (after && !is_before(after, slot))) continue;
        if (found == O2O_JOURNAL_ENTRIES || is_before(slot, &device->journal[found])) found = i;
    }
    return found;
}

void o2o_journal_make_room(struct o2o_device *device)
{
    struct o2o_slot at;
    uint64_t dropped = 0;
    size_t slot = next_slot(device, IS_USED | MAY_DROP, NULL);
    if (o2o_journal_count(device) < O2O_JOURNAL_ENTRIES) return;
    for (bool goes = true; slot < O2O_JOURNAL_ENTRIES; goes = !goes) {
        at = device->journal[slot];
        if (goes) {
            drop(device, slot);
            dropped++;
        }
        slot = next_slot(device, IS_USED | MAY_DROP, &at);
    }
    if (dropped == 0) return;
    device->dropped += dropped;
    free_sessions(device);
    o2o_store_counter(device);
}

bool o2o_journal_add(struct o2o_device *device, const char *body, size_t length, uint32_t seq, bool may_drop)
{
    uint8_t session = take_session(device, device->session.ses);
    if (session == NO_SESSION || device->session.next_n >= O2O_SESSION_ENTRIES) return false;
    for (size_t i = 0; i < O2O_JOURNAL_ENTRIES; i++) {
        struct o2o_slot *slot = &device->journal[i];
        if (is_used(slot)) continue;
        if (!device->port->store(device->port->context, record_of(i), body, length)) break;
        slot->boot_count = device->boot_count;
        slot->seq = seq;
        slot->n = (uint16_t)device->session.next_n;
        slot->session = session;
        slot->flags = (uint8_t)(IS_USED | IS_MARKED | (may_drop ? MAY_DROP : 0));
        return true;
    }
    free_sessions(device);
    o2o_tell(device, "flash failed", "journal");
    return false;
}

void o2o_journal_erase(struct o2o_device *device, const char *ses, uint64_t stored, uint64_t up_ms)
{
    uint8_t session = session_index(device, ses);
    bool is_erased = false;
    if (session == NO_SESSION) return;
    for (size_t i = 0; i < O2O_JOURNAL_ENTRIES; i++) {
        const struct o2o_slot *slot = &device->journal[i];
        if (!is_used(slot) || slot->session != session || slot->n >= stored) continue;
        drop(device, i);
        is_erased = true;
    }
    free_sessions(device);
    if (!is_erased) return;
    device->repeat_wait_ms = O2O_REPEAT_MIN_MS;
    device->repeat_up_ms = o2o_journal_count(device) > 0 ? up_ms + O2O_REPEAT_MIN_MS : O2O_NEVER;
}

void o2o_journal_mark(struct o2o_device *device, const char *ses, uint64_t n)
{
    uint8_t session = ses ? session_index(device, ses) : NO_SESSION;
    for (size_t i = 0; i < O2O_JOURNAL_ENTRIES; i++) {
        struct o2o_slot *slot = &device->journal[i];
        if (is_used(slot) && (!ses || slot->session == session) && (n == O2O_NEVER || slot->n == n)) slot->flags |= IS_MARKED;
    }
}

void o2o_journal_greeted(struct o2o_device *device)
{
    device->repeat_up_ms = O2O_NEVER;
    o2o_journal_mark(device, NULL, O2O_NEVER);
}

void o2o_journal_repeat(struct o2o_device *device, uint64_t up_ms)
{
    if (!device->is_greeted || up_ms < device->repeat_up_ms) return;
    device->repeat_wait_ms = device->repeat_wait_ms * 2 < O2O_REPEAT_MAX_MS ? device->repeat_wait_ms * 2 : O2O_REPEAT_MAX_MS;
    device->repeat_up_ms = up_ms + device->repeat_wait_ms;
    o2o_journal_mark(device, NULL, O2O_NEVER);
}

bool o2o_journal_is_behind(const struct o2o_device *device)
{
    return next_slot(device, IS_USED | IS_MARKED, NULL) < O2O_JOURNAL_ENTRIES;
}

void o2o_journal_send(struct o2o_device *device, uint64_t up_ms)
{
    device->is_client_full = false;
    for (unsigned sent = 0; device->is_greeted && sent < O2O_SENT_AT_A_TIME; sent++) {
        size_t at = next_slot(device, IS_USED | IS_MARKED, NULL);
        long length;
        if (at == O2O_JOURNAL_ENTRIES) return;
        length = device->port->load(device->port->context, record_of(at), device->body, sizeof device->body);
        if (length < 0)
            o2o_tell(device, "flash failed", "journal");
        else if (!o2o_send_signed(device, O2O_UP_JOURNAL, "", "", "o2o-ses+jwt", device->body, (size_t)length)) {
            device->is_client_full = true;
            return;
        }
        device->journal[at].flags &= (uint8_t)~IS_MARKED;
        if (device->repeat_up_ms != O2O_NEVER) continue;
        device->repeat_wait_ms = O2O_REPEAT_MIN_MS;
        device->repeat_up_ms = up_ms + O2O_REPEAT_MIN_MS;
    }
}

uint64_t o2o_journal_wake(const struct o2o_device *device, uint64_t up_ms)
{
    if (!device->is_greeted) return O2O_NEVER;
    // The rest at once, but what found no room in the MQTT client only soon.
    if (o2o_journal_is_behind(device)) return device->is_client_full ? up_ms + 100 : up_ms;
    return device->repeat_up_ms;
}
