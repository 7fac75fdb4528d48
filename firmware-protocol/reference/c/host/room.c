// Hotel room of the host program: a lamp, a dimmer and a thermostat behind wall switches that always win.
#include <stdio.h>
#include <string.h>

#include "emergency.h"
#include "object.h"

struct room {
    bool is_guest, light, is_window_open, is_presence_seen;
    /** Light and chime over whatever was set, which stays beneath (FP-35). */
    bool is_emergency;
    int64_t dimmer, setpoint;
    /** When the scene was reset; O2O_NEVER while in use and before the first one. */
    uint64_t reset_up_ms;
};

static struct room the_room = {false, false, false, false, false, 0, 200, O2O_NEVER};

enum { SCENE_RESET = 1, SCENE_APPLIED = 2, POWER_DRAW = 4, PRESENCE = 8 };

static void apply_scene(struct room *room)
{
    room->is_guest = true;
    room->light = true;
    room->dimmer = 60;
    room->setpoint = 220;
    room->is_presence_seen = false;
    room->reset_up_ms = O2O_NEVER;
}

static enum o2o_code start(void *object, uint64_t up_ms)
{
    (void)up_ms;
    apply_scene(object);
    return O2O_CODE_OK;
}

static void reset(void *object, uint64_t up_ms)
{
    struct room *room = object;
    room->is_guest = room->light = room->is_presence_seen = false;
    room->dimmer = 0;
    room->setpoint = 200;
    if (room->reset_up_ms == O2O_NEVER) room->reset_up_ms = up_ms;
}

static enum o2o_code stop(void *object, uint64_t up_ms)
{
    reset(object, up_ms);
    return O2O_CODE_OK;
}

static void power_back(void *object, uint64_t up_ms)
{
    (void)up_ms;
    apply_scene(object);
}

static enum o2o_code set(void *object, const struct o2o_control *control, const struct o2o_value *value)
{
    struct room *room = object;
    if (strcmp(control->name, "light") == 0)
        room->light = value->number != 0;
    else if (strcmp(control->name, "dimmer") == 0)
        room->dimmer = value->number;
    else
        room->setpoint = value->number;
    return O2O_CODE_OK;
}

static void call(void *object, const char *which)
{
    (void)object;
    printf("call %s\n", which);
}

/** The room's screen: whoever reads it is in the room. */
static void configure(void *object, const char *key, const struct o2o_value *value)
{
    struct room *room = object;
    host_take_emergency(&room->is_emergency, key, value);
    if (value->type == O2O_VALUE_TEXT && value->text[0]) printf("display %s %s\n", key, value->text);
}

static uint32_t evidence_now(void *object, uint64_t up_ms)
{
    const struct room *room = object;
    (void)up_ms;
    if (!room->is_guest) return SCENE_RESET;
    return SCENE_APPLIED | (room->light ? POWER_DRAW : 0) | (room->is_presence_seen ? PRESENCE : 0);
}

static bool holds(void *object, const char *condition)
{
    (void)object;
    (void)condition;
    return false;
}

static bool leaving(void *object, uint64_t up_ms, bool is_stop_asked, struct o2o_leaving *sign)
{
    const struct room *room = object;
    (void)up_ms;
    (void)is_stop_asked;
    if (room->reset_up_ms == O2O_NEVER) return false;
    sign->since_up_ms = sign->due_up_ms = room->reset_up_ms;
    sign->trigger = O2O_LOCAL_STOP;
    return true;
}

static bool safe_since(void *object, uint64_t *since_up_ms)
{
    (void)object;
    *since_up_ms = 0;
    return true;
}

static void report(void *object, struct o2o_writer *writer)
{
    const struct room *room = object;
    o2o_put_bool_member(writer, "light", room->light || room->is_emergency);
    o2o_put_integer_member(writer, "dimmer", room->is_emergency ? 100 : (uint64_t)room->dimmer);
    o2o_put_integer_member(writer, "setpoint", (uint64_t)room->setpoint);
    o2o_put_integer_member(writer, "temperature", 215);
    o2o_put_text_member(writer, "window", room->is_window_open ? "open" : "closed");
    o2o_put_text_member(writer, "scene", !room->is_guest ? "away" : room->is_window_open ? "eco" : "guest");
}

static struct host_hand hand(void *object, const char *act, int64_t value, uint64_t up_ms)
{
    struct room *room = object;
    struct host_hand done = {true, NULL};
    (void)up_ms;
    if (strcmp(act, "flipWallSwitch") == 0) {
        room->light = !room->light;
        done.control = "light";
    } else if (strcmp(act, "turnThermostat") == 0 && value >= 180 && value <= 260 && value % 5 == 0) {
        room->setpoint = value;
        done.control = "setpoint";
    } else if (strcmp(act, "openWindow") == 0 || strcmp(act, "closeWindow") == 0) {
        room->is_window_open = act[0] == 'o';
    } else {
        done.is_possible = false;
    }
    if (done.control) room->is_presence_seen = true;
    return done;
}

static const struct o2o_control CONTROLS[] = {
    {"light", O2O_SWITCH, 0, 0, 1, NULL},
    {"dimmer", O2O_RANGE, 0, 100, 5, NULL},
    {"setpoint", O2O_RANGE, 180, 260, 5, NULL},
};
static const struct o2o_config_key CONFIG_KEYS[] = {{"pairingCode", true, 0, 8, 0, ""}, HOST_EMERGENCY_KEY};
static const char *const EVIDENCE[] = {"scene_reset", "scene_applied", "power_draw", "presence"};
static const char *const CAPS[] = {"start", "stop", "renew", "set", "call", "light", "dimmer", "setpoint", NULL};

static const struct o2o_kind ROOM = {
    .name = "hotel-room",
    .model = "o2o-c-host",
    .firmware = "c-1",
    .caps = CAPS,
    .acts = 1 << O2O_ACT_START | 1 << O2O_ACT_STOP | 1 << O2O_ACT_RENEW | 1 << O2O_ACT_SET | 1 << O2O_ACT_CALL,
    .controls = CONTROLS,
    .control_count = 3,
    .config_keys = CONFIG_KEYS,
    .config_key_count = 2,
    .evidence = EVIDENCE,
    .evidence_count = 4,
    .start_evidence = {SCENE_APPLIED, POWER_DRAW | PRESENCE},
    .stop_evidence = {SCENE_RESET, 0},
    .ends_by_itself = true,
    .off_at_lease_end = true,
    .resumes_after_power_loss = true,
    .max_lease_s = 600,
    .longest_session_s = 86400,
    .start = start,
    .undo = reset,
    .stop = stop,
    .release = reset,
    .power_back = power_back,
    .set = set,
    .call = call,
    .configure = configure,
    .evidence_now = evidence_now,
    .holds = holds,
    .leaving = leaving,
    .safe_since = safe_since,
    .report = report,
};

const struct host_object HOST_ROOM = {&ROOM, &the_room, hand, NULL, NULL};
