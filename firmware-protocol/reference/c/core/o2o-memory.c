// Memory: what outlives a power cut, as small JSON records; the journal and the answers have files of their own.
#include <string.h>

#include "o2o-base64url.h"
#include "o2o-device.h"

enum o2o_found o2o_load_record(struct o2o_device *device, uint16_t record, struct o2o_json *object)
{
    long length = device->port->load(device->port->context, record, device->body, sizeof device->body);
    if (length == O2O_NO_RECORD) return O2O_FOUND_NOTHING;
    if (length > 0 && o2o_json_read_object(device->body, (size_t)length, object) && o2o_get_version(*object)) return O2O_FOUND;
    o2o_tell(device, "flash failed", "load");
    return O2O_FOUND_BROKEN;
}

/** What was there and cannot be read is lost: the gateway must know, and give a floor (FP-17). */
static bool load(struct o2o_device *device, uint16_t record, struct o2o_json *object)
{
    enum o2o_found found = o2o_load_record(device, record, object);
    if (found == O2O_FOUND_BROKEN) device->has_amnesia = true;
    return found == O2O_FOUND;
}

static struct o2o_writer begin(struct o2o_device *device)
{
    struct o2o_writer body = o2o_writer(device->body, sizeof device->body);
    o2o_put_open(&body, '{');
    o2o_put_integer_member(&body, "v", 1);
    return body;
}

static bool store(struct o2o_device *device, uint16_t record, struct o2o_writer *body)
{
    o2o_put_close(body, '}');
    if (!body->failed && device->port->store(device->port->context, record, body->text, body->length)) return true;
    o2o_tell(device, "flash failed", "");
    return false;
}

static bool get_bool(struct o2o_json object, const char *name, bool *truth)
{
    struct o2o_json member;
    return o2o_json_member(object, name, &member) && o2o_json_bool(member, truth);
}

bool o2o_load_counter(struct o2o_device *device)
{
    struct o2o_json object, known;
    struct o2o_json_walk walk;
    uint64_t boots;
    size_t count = 0;
    if (!load(device, O2O_RECORD_COUNTER, &object) || !o2o_get_count(object, "boots", 0, UINT32_MAX, &boots)) return false;
    if (!o2o_get_count(object, "ctr", 0, O2O_COUNT_MAX, &device->last_ctr)) return false;
    if (!get_bool(object, "amnesia", &device->has_amnesia)) return false;
    if (!get_bool(object, "forgotten", &device->has_forgotten_answers)) return false;
    if (!o2o_get_count(object, "dropped", 0, O2O_COUNT_MAX, &device->dropped)) return false;
    if (!o2o_get_container(object, "known", O2O_JSON_ARRAY, &known)) return false;
    device->boot_count = (uint32_t)boots;
    if (!o2o_get_id(object, "acting", device->acting)) device->acting[0] = '\0';
    walk = o2o_json_walk(known);
    while (count < O2O_KNOWN_BOOTS && o2o_json_next(&walk))
        if (o2o_json_string(walk.value, device->known_boots[count], sizeof(o2o_boot_name)) > 0) count++;
    return true;
}

bool o2o_store_counter(struct o2o_device *device)
{
    struct o2o_writer body = begin(device);
    o2o_put_integer_member(&body, "boots", device->boot_count);
    o2o_put_integer_member(&body, "ctr", device->last_ctr);
    o2o_put_bool_member(&body, "amnesia", device->has_amnesia);
    o2o_put_bool_member(&body, "forgotten", device->has_forgotten_answers);
    o2o_put_integer_member(&body, "dropped", device->dropped);
    o2o_put_text_member(&body, "acting", device->acting);
    o2o_put_key(&body, "known");
    o2o_put_open(&body, '[');
    for (size_t i = 0; i < O2O_KNOWN_BOOTS && device->known_boots[i][0]; i++) o2o_put_text(&body, device->known_boots[i]);
    o2o_put_close(&body, ']');
    return store(device, O2O_RECORD_COUNTER, &body);
}

/** Each time and count of a session under its name in flash. */
static const struct {
    const char *name;
    size_t offset;
} NUMBERS[] = {
    {"from", offsetof(struct o2o_session, counts_from_up_ms)},
    {"useBefore", offsetof(struct o2o_session, before.use_ms)},
    {"distanceBefore", offsetof(struct o2o_session, before.distance_m)},
    {"pausedBefore", offsetof(struct o2o_session, before.paused_ms)},
    {"use", offsetof(struct o2o_session, last_use.use_ms)},
    {"distance", offsetof(struct o2o_session, last_use.distance_m)},
    {"paused", offsetof(struct o2o_session, last_use.paused_ms)},
    {"n", offsetof(struct o2o_session, next_n)},
    {"lease", offsetof(struct o2o_session, lease_up_ms)},
    {"longest", offsetof(struct o2o_session, max_use_ms)},
    {"pauseUntil", offsetof(struct o2o_session, pause_until_up_ms)},
    {"pauseSince", offsetof(struct o2o_session, pause_since_up_ms)},
    {"verdict", offsetof(struct o2o_session, verdict_up_ms)},
    {"metered", offsetof(struct o2o_session, metered_up_ms)},
    {"stored", offsetof(struct o2o_session, stored_up_ms)},
};
enum { NUMBER_COUNT = sizeof NUMBERS / sizeof NUMBERS[0] };

static bool read_session(struct o2o_json object, struct o2o_session *session)
{
    struct o2o_json member;
    for (size_t i = 0; i < NUMBER_COUNT; i++) {
        uint64_t *number = (uint64_t *)(void *)((char *)session + NUMBERS[i].offset);
        *number = O2O_NEVER;
        if (o2o_json_member(object, NUMBERS[i].name, &member) && o2o_json_type(member) == O2O_JSON_NULL) continue;
        if (!o2o_get_count(object, NUMBERS[i].name, 0, INT64_MAX, number)) return false;
    }
    return get_bool(object, "starting", &session->is_starting) && get_bool(object, "stopAsked", &session->is_stop_asked) &&
           o2o_get_id(object, "cid", session->cid) && o2o_json_member(object, "cmdHash", &member) &&
           o2o_json_string(member, session->cmd_hash, sizeof session->cmd_hash) == O2O_HASH_LENGTH &&
           o2o_get_id(object, "ses", session->ses);
}

void o2o_load_session(struct o2o_device *device)
{
    struct o2o_json object;
    memset(&device->session, 0, sizeof device->session);
    if (!load(device, O2O_RECORD_SESSION, &object) || read_session(object, &device->session)) return;
    memset(&device->session, 0, sizeof device->session);
    device->has_amnesia = true;
}

bool o2o_store_session(struct o2o_device *device, uint64_t up_ms)
{
    struct o2o_writer body = begin(device);
    device->session.stored_up_ms = up_ms;
    o2o_put_text_member(&body, "ses", device->session.ses);
    o2o_put_text_member(&body, "cid", device->session.cid);
    o2o_put_text_member(&body, "cmdHash", device->session.cmd_hash);
    o2o_put_bool_member(&body, "starting", device->session.is_starting);
    o2o_put_bool_member(&body, "stopAsked", device->session.is_stop_asked);
    for (size_t i = 0; i < NUMBER_COUNT; i++) {
        uint64_t number = *(const uint64_t *)(const void *)((const char *)&device->session + NUMBERS[i].offset);
        if (number != O2O_NEVER)
            o2o_put_integer_member(&body, NUMBERS[i].name, number);
        else {
            o2o_put_key(&body, NUMBERS[i].name);
            o2o_put_null(&body);
        }
    }
    return store(device, O2O_RECORD_SESSION, &body);
}

void o2o_forget_session(struct o2o_device *device)
{
    memset(&device->session, 0, sizeof device->session);
    if (!device->port->erase(device->port->context, O2O_RECORD_SESSION)) o2o_tell(device, "flash failed", "");
}

// ------------------------------------------------------------------------------------- fences and printed orders

static size_t load_marks(struct o2o_device *device, uint16_t record, uint8_t marks[][O2O_MARK], size_t capacity)
{
    struct o2o_json object, list;
    struct o2o_json_walk walk;
    char text[O2O_BASE64URL_LENGTH(O2O_MARK) + 1];
    size_t count = 0, length;
    if (!load(device, record, &object) || !o2o_get_container(object, "marks", O2O_JSON_ARRAY, &list)) return 0;
    walk = o2o_json_walk(list);
    while (count < capacity && o2o_json_next(&walk)) {
        long size = o2o_json_string(walk.value, text, sizeof text);
        if (size > 0 && o2o_base64url_decode(text, (size_t)size, marks[count], O2O_MARK, &length) && length == O2O_MARK) count++;
    }
    return count;
}

static bool store_marks(struct o2o_device *device, uint16_t record, uint8_t marks[][O2O_MARK], size_t count)
{
    char text[O2O_BASE64URL_LENGTH(O2O_MARK) + 1];
    struct o2o_writer body = begin(device);
    o2o_put_key(&body, "marks");
    o2o_put_open(&body, '[');
    for (size_t i = 0; i < count; i++)
        if (o2o_base64url_encode(marks[i], O2O_MARK, text, sizeof text, NULL)) o2o_put_text(&body, text);
    o2o_put_close(&body, ']');
    return store(device, record, &body);
}

static bool has_mark(const struct o2o_device *device, uint8_t marks[][O2O_MARK], size_t count, const char *text)
{
    uint8_t mark[O2O_MARK];
    o2o_mark(device, text, mark);
    for (size_t i = 0; i < count; i++)
        if (memcmp(marks[i], mark, O2O_MARK) == 0) return true;
    return false;
}

void o2o_load_marks(struct o2o_device *device)
{
    device->fence_count = load_marks(device, O2O_RECORD_FENCES, device->fences, O2O_FENCES);
    device->order_count = load_marks(device, O2O_RECORD_ORDERS, device->orders, O2O_ORDERS);
}

bool o2o_is_fenced(const struct o2o_device *device, const char *ses)
{
    return has_mark(device, (uint8_t(*)[O2O_MARK])device->fences, device->fence_count, ses);
}

bool o2o_fence(struct o2o_device *device, const char *ses)
{
    if (o2o_is_fenced(device, ses)) return true;
    if (device->fence_count == O2O_FENCES)
        memmove(device->fences[0], device->fences[1], (size_t)(--device->fence_count) * O2O_MARK);
    o2o_mark(device, ses, device->fences[device->fence_count++]);
    return store_marks(device, O2O_RECORD_FENCES, device->fences, device->fence_count);
}

bool o2o_is_printed(const struct o2o_device *device, const char *order)
{
    return has_mark(device, (uint8_t(*)[O2O_MARK])device->orders, device->order_count, order);
}

bool o2o_keep_printed(struct o2o_device *device, const char *order)
{
    if (device->order_count == O2O_ORDERS) return false;
    o2o_mark(device, order, device->orders[device->order_count++]);
    return store_marks(device, O2O_RECORD_ORDERS, device->orders, device->order_count);
}

bool o2o_forget_printed(struct o2o_device *device)
{
    if (device->order_count == 0) return true;
    device->order_count = 0;
    return device->port->erase(device->port->context, O2O_RECORD_ORDERS);
}
