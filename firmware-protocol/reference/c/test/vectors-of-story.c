// The story of a pod, played by the core: every message upward must be the published one, byte for byte.
#include <stdio.h>
#include <string.h>

#include "stage.h"
#include "vector-run.h"

static char first[VECTOR_TEXT_MAX], second[VECTOR_TEXT_MAX];

enum { BOLT_OPEN = 1, DOOR_OPENED = 2, OCCUPIED = 4, EMPTY = 8, EMPTY_AFTER_MS = 60000 };

static struct {
    bool is_bolt_open, is_door_open, is_occupied;
    int64_t light, fan;
    uint64_t left_up_ms;
} pod;

static enum o2o_code start(void *object, uint64_t up_ms)
{
    (void)object;
    (void)up_ms;
    pod.is_bolt_open = true;
    pod.light = 50;
    pod.fan = 1;
    return O2O_CODE_OK;
}

static enum o2o_code stop(void *object, uint64_t up_ms)
{
    (void)object;
    (void)up_ms;
    pod.light = 100;
    return O2O_CODE_OK;
}

static void release(void *object, uint64_t up_ms)
{
    (void)object;
    (void)up_ms;
    pod.fan = 0;
}

static enum o2o_code set(void *object, const struct o2o_control *control, const struct o2o_value *value)
{
    (void)object;
    if (strcmp(control->name, "light") == 0)
        pod.light = value->number;
    else
        pod.fan = value->number;
    return O2O_CODE_OK;
}

static uint32_t evidence_now(void *object, uint64_t up_ms)
{
    bool is_empty = !pod.is_occupied && pod.is_door_open && pod.left_up_ms > 0 && up_ms >= pod.left_up_ms + EMPTY_AFTER_MS;
    (void)object;
    return (pod.is_bolt_open ? BOLT_OPEN : 0u) | (pod.is_door_open ? DOOR_OPENED : 0u) | (pod.is_occupied ? OCCUPIED : 0u) |
           (is_empty ? EMPTY : 0u);
}

static bool holds(void *object, const char *condition)
{
    (void)object;
    return strcmp(condition, "occupied") == 0 && pod.is_occupied;
}

static bool leaving(void *object, uint64_t up_ms, bool is_stop_asked, struct o2o_leaving *sign)
{
    (void)object;
    (void)up_ms;
    (void)is_stop_asked;
    if (pod.is_occupied || !pod.is_door_open || pod.left_up_ms == 0) return false;
    sign->since_up_ms = pod.left_up_ms;
    sign->due_up_ms = pod.left_up_ms + EMPTY_AFTER_MS;
    sign->trigger = O2O_PERSON_LEFT;
    return true;
}

static bool safe_since(void *object, uint64_t *since_up_ms)
{
    (void)object;
    *since_up_ms = pod.left_up_ms;
    return !pod.is_occupied;
}

static void report(void *object, struct o2o_writer *writer)
{
    (void)object;
    o2o_put_text_member(writer, "bolt", pod.is_bolt_open ? "open" : "locked");
    o2o_put_text_member(writer, "door", pod.is_door_open ? "open" : "closed");
    o2o_put_bool_member(writer, "occupied", pod.is_occupied);
    o2o_put_integer_member(writer, "temperature", 235);
    o2o_put_integer_member(writer, "light", (uint64_t)pod.light);
    o2o_put_integer_member(writer, "fan", (uint64_t)pod.fan);
}

static const struct o2o_control CONTROLS[] = {{"light", O2O_RANGE, 0, 100, 10, NULL}, {"fan", O2O_RANGE, 0, 3, 1, NULL}};
static const struct o2o_interlock INTERLOCKS[] = {{O2O_ACT_START, "occupied", O2O_CODE_OCCUPIED}};
static const char *const EVIDENCE[] = {"bolt_open", "door_opened", "occupied", "empty"};
static const char *const CAPS[] = {"light", "fan", NULL};

static void make_pod(void)
{
    struct o2o_kind *kind = &stage.kind;
    memset(&pod, 0, sizeof pod);
    kind->name = "sleep-pod";
    kind->model = "SP-2";
    kind->firmware = "1.4.0";
    kind->caps = CAPS;
    kind->controls = CONTROLS;
    kind->control_count = 2;
    kind->config_key_count = 0;
    kind->interlocks = INTERLOCKS;
    kind->interlock_count = 1;
    kind->evidence = EVIDENCE;
    kind->evidence_count = 4;
    kind->start_evidence.all = BOLT_OPEN;
    kind->start_evidence.any = DOOR_OPENED | OCCUPIED;
    kind->stop_evidence.all = DOOR_OPENED | EMPTY;
    kind->stop_evidence.any = 0;
    kind->ends_by_itself = kind->off_at_lease_end = false;
    kind->longest_session_s = 43200;
    kind->start = start;
    kind->undo = release;
    kind->stop = stop;
    kind->release = release;
    kind->set = set;
    kind->distance_m = NULL;
    kind->evidence_now = evidence_now;
    kind->holds = holds;
    kind->leaving = leaving;
    kind->safe_since = safe_since;
    kind->report = report;
}

static void give_record(uint16_t record, const char *text) { stage.setup.port->store(NULL, record, text, strlen(text)); }

/** The pod as it is when the story begins, on its seventh boot. */
static void begin_story(void)
{
    const struct host_key *own = vector_key("pod-a1"), *gateway = vector_key("gw-k1");
    stage_begin();
    make_pod();
    stage.device_key = *own;
    o2o_copy(stage.identity.device, sizeof stage.identity.device, "pod-a1");
    o2o_copy(stage.identity.kid, sizeof stage.identity.kid, "pod-a1");
    o2o_copy(stage.trust.keys[0].kid, sizeof stage.trust.keys[0].kid, "gw-k1");
    memcpy(stage.trust.keys[0].public_key, gateway->public_key, 32);
    give_record(
        O2O_RECORD_COUNTER,
        "{\"v\":1,\"boots\":6,\"ctr\":41,\"amnesia\":false,\"forgotten\":false,\"dropped\":0,\"acting\":\"\",\"known\":[]}");
    give_record(O2O_RECORD_STATE, "{\"v\":1,\"ver\":11,\"local\":[]}");
    give_record(O2O_RECORD_CONFIG, "{\"v\":1,\"ver\":3,\"set\":{},\"answers\":{}}");
    stage_boot();
    // What would be chance.
    o2o_copy(stage.device.boot, sizeof stage.device.boot, "7-00112233445566aa");
    o2o_copy(stage.device.conn, sizeof stage.device.conn, "c-5f3a");
}

/** Hands of the story, before the event that tells of them. */
static void act_as_told(struct o2o_json data)
{
    struct o2o_json member;
    bool is_so;
    if (o2o_json_member(data, "open", &member) && o2o_json_bool(member, &is_so)) {
        pod.is_door_open = is_so;
        // Closed from inside, the bolt falls; the handle inside opens both.
        pod.is_bolt_open = is_so;
    }
    if (o2o_json_member(data, "occupied", &member) && o2o_json_bool(member, &is_so)) {
        pod.is_occupied = is_so;
        pod.left_up_ms = is_so ? 0 : stage.up_ms;
    }
}

static void tell_event(const char *type, struct o2o_json data)
{
    struct o2o_json_walk walk = o2o_json_walk(data);
    struct o2o_event_field field;
    char name[O2O_NAME_MAX + 1];
    act_as_told(data);
    if (!o2o_json_next(&walk) || o2o_json_string(walk.key, name, sizeof name) < 0) return;
    field.name = name;
    o2o_read_value(walk.value, &field.value);
    o2o_event(&stage.device, type, &field, 1, stage.up_ms);
}

static size_t heard;

/** What should have been said by now, and was. */
static void expect_said(struct o2o_json step, const char *path)
{
    struct o2o_json decoded = vector_member(step, "decoded");
    uint64_t up_ms = stage.up_ms;
    const char *type;
    vector_text(step, "topic", first, NULL);
    type = strstr(first, "/evt/");
    if (vector_has(decoded, "upMs")) up_ms = (uint64_t)vector_integer(decoded, "upMs");
    if (type) {
        stage.up_ms = up_ms;
        tell_event(type + 5, vector_member(decoded, "data"));
    } else if (heard == stage.sent_count) {
        stage.up_ms = up_ms;
        o2o_tick(&stage.device, up_ms);
    }
    vector_check(heard < stage.sent_count && strcmp(stage.sent[heard].topic, first) == 0, path);
    vector_check(heard < stage.sent_count && strcmp(stage.sent[heard].payload, vector_text(step, "payload", second, NULL)) == 0,
                 path);
    if (heard < stage.sent_count) heard++;
}

static struct o2o_json waiting;

/** The gateway speaks at the uptime at which the pod answers it; an ack, which is not answered, at once. */
static void hear(struct o2o_json step, uint64_t up_ms)
{
    size_t length;
    vector_text(step, "topic", first, NULL);
    vector_text(step, "payload", second, &length);
    if (!strstr(first, "/dn/ack")) stage.up_ms = up_ms;
    o2o_received(&stage.device, first, second, length, stage.up_ms);
}

static void play_step(struct o2o_json step, const char *path)
{
    struct o2o_json decoded = vector_member(step, "decoded");
    vector_text(step, "topic", first, NULL);
    if (strstr(first, "/dn/")) {
        if (strstr(first, "/dn/ack"))
            hear(step, stage.up_ms);
        else
            waiting = step;
        return;
    }
    if (!stage.device.is_connected) {
        begin_story();
        heard = 0;
        stage.up_ms = 5200;
        o2o_connected(&stage.device, stage.up_ms);
    }
    if (strstr(first, "/online") && !vector_bool(decoded, "on")) {
        o2o_farewell(&stage.device); // the will says the same
        expect_said(step, path);
        stage.device.is_connected = false;
        return;
    }
    if (waiting.at) {
        hear(waiting, (uint64_t)vector_integer(decoded, "upMs"));
        waiting.at = NULL;
    }
    expect_said(step, path);
}

void vector_run_story(void)
{
    stage.device.is_connected = false;
    waiting.at = NULL;
    vector_each("valid/pod-story.json", "steps", play_step);
}
