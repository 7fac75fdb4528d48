// Object on the stage: its hands count what they do, its senses say what a test wants.
#include <string.h>

#include "stage.h"

static enum o2o_code start(void *object, uint64_t up_ms)
{
    (void)object;
    (void)up_ms;
    stage.object.starts++;
    if (stage.object.start_code != O2O_CODE_OK) return stage.object.start_code;
    stage.object.is_on = true;
    stage.object.is_left = false;
    stage.object.distance_m = 0;
    return O2O_CODE_OK;
}

static void off(void *object, uint64_t up_ms)
{
    (void)object;
    (void)up_ms;
    stage.object.is_on = false;
    stage.object.undos++;
}

static enum o2o_code stop(void *object, uint64_t up_ms)
{
    (void)object;
    stage.object.stops++;
    if (!stage.kind.ends_by_itself) return O2O_CODE_OK;
    stage.object.is_left = true;
    stage.object.left_up_ms = up_ms;
    return O2O_CODE_OK;
}

static enum o2o_code resume(void *object, uint64_t up_ms)
{
    (void)object;
    (void)up_ms;
    stage.object.resumes++;
    return O2O_CODE_OK;
}

static void power_back(void *object, uint64_t up_ms)
{
    (void)object;
    (void)up_ms;
    stage.object.is_on = true;
}

static enum o2o_code set(void *object, const struct o2o_control *control, const struct o2o_value *value)
{
    (void)object;
    (void)control;
    stage.object.level = value->number;
    return O2O_CODE_OK;
}

static enum o2o_code print(void *object, const char *order, struct o2o_json lines)
{
    (void)object;
    (void)order;
    (void)lines;
    stage.object.prints++;
    return O2O_CODE_OK;
}

static void call(void *object, const char *which)
{
    (void)object;
    (void)which;
    stage.object.calls++;
}

static void beep(void *object)
{
    (void)object;
    stage.object.beeps++;
}

static void blink(void *object, const uint8_t *blinks, size_t count)
{
    (void)object;
    stage.object.blinked = 0;
    for (size_t each = 0; each < count; each++) stage.object.blinked = stage.object.blinked * 10 + blinks[each];
}

static void configure(void *object, const char *key, const struct o2o_value *value)
{
    (void)object;
    if (strcmp(key, "leftAfterS") == 0) stage.object.left_after_ms = (uint64_t)value->number * 1000;
}

static uint32_t evidence_now(void *object, uint64_t up_ms)
{
    (void)object;
    (void)up_ms;
    return (stage.object.is_on ? 1u : 0u) | (stage.object.is_held ? 2u : 0u) | (stage.object.is_left ? 4u : 0u);
}

static bool holds(void *object, const char *condition)
{
    (void)object;
    return strcmp(condition, "blocked") == 0 && stage.object.is_blocked;
}

static bool leaving(void *object, uint64_t up_ms, bool is_stop_asked, struct o2o_leaving *sign_of)
{
    (void)object;
    (void)up_ms;
    (void)is_stop_asked;
    if (!stage.object.is_left) return false;
    sign_of->since_up_ms = stage.object.left_up_ms;
    sign_of->due_up_ms = stage.object.left_up_ms + stage.object.left_after_ms;
    sign_of->trigger = O2O_PERSON_LEFT;
    return true;
}

static bool safe_since(void *object, uint64_t *since_up_ms)
{
    (void)object;
    *since_up_ms = stage.object.safe_since_up_ms;
    return !stage.object.is_unsafe;
}

static uint64_t distance_m(void *object)
{
    (void)object;
    return stage.object.distance_m;
}

static void report(void *object, struct o2o_writer *writer)
{
    (void)object;
    o2o_put_bool_member(writer, "on", stage.object.is_on);
    o2o_put_integer_member(writer, "level", (uint64_t)stage.object.level);
}

static const struct o2o_control CONTROLS[] = {{"level", O2O_RANGE, 0, 100, 10, NULL}};
static const struct o2o_config_key CONFIG_KEYS[] = {{"leftAfterS", false, 0, 600, 0, NULL}, {"label", true, 0, 8, 0, "none"}};
static const struct o2o_interlock INTERLOCKS[] = {{O2O_ACT_START, "blocked", O2O_CODE_OCCUPIED}};
static const char *const EVIDENCE[] = {"on", "held", "left"};
static const char *const CAPS[] = {"level", NULL};

const struct o2o_kind STAGE_KIND = {
    .name = "test-kind",
    .model = "T-1",
    .firmware = "1",
    .caps = CAPS,
    .acts = (1 << O2O_ACTS) - 1,
    .controls = CONTROLS,
    .control_count = 1,
    .config_keys = CONFIG_KEYS,
    .config_key_count = 2,
    .interlocks = INTERLOCKS,
    .interlock_count = 1,
    .evidence = EVIDENCE,
    .evidence_count = 3,
    .start_evidence = {1, 2},
    .stop_evidence = {4, 0},
    .ends_by_itself = true,
    .off_at_lease_end = true,
    .resumes_after_power_loss = true,
    .max_lease_s = 600,
    .longest_session_s = 86400,
    .start = start,
    .undo = off,
    .stop = stop,
    .release = off,
    .resume = resume,
    .power_back = power_back,
    .set = set,
    .print = print,
    .call = call,
    .beep = beep,
    .blink = blink,
    .configure = configure,
    .evidence_now = evidence_now,
    .holds = holds,
    .leaving = leaving,
    .safe_since = safe_since,
    .distance_m = distance_m,
    .report = report,
};
