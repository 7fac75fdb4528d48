// Bike of the host program: a latch that a motor lets go, a pin that only a hand moves, and a wheel that turns.
#include <stdio.h>
#include <string.h>

#include "emergency.h"
#include "object.h"

struct bike {
    bool is_released, is_pin_open;
    /** Its lamp and its beeper (FP-35): nothing that it reports. */
    bool is_emergency;
    int64_t speed_m_per_s;
    uint64_t trip_mm, counted_up_ms, stood_since_up_ms, pin_closed_up_ms, parked_after_ms;
};

static struct bike the_bike = {false, false, false, 0, 0, 0, 0, 0, 30000};

enum { LOCK_RELEASED = 1, PIN_OPEN = 2, PIN_CLOSED = 4, MOTION = 8, PARKED = 16, BATTERY_PERCENT = 82, USUAL_M_PER_S = 4, FASTEST_M_PER_S = 14 };

static void roll(struct bike *bike, uint64_t up_ms)
{
    if (up_ms <= bike->counted_up_ms) return;
    bike->trip_mm += (uint64_t)bike->speed_m_per_s * (up_ms - bike->counted_up_ms);
    bike->counted_up_ms = up_ms;
}

static enum o2o_code start(void *object, uint64_t up_ms)
{
    struct bike *bike = object;
    bike->is_released = true;
    bike->trip_mm = 0;
    bike->counted_up_ms = up_ms;
    return O2O_CODE_OK;
}

static enum o2o_code resume(void *object, uint64_t up_ms)
{
    (void)up_ms;
    ((struct bike *)object)->is_released = true;
    return O2O_CODE_OK;
}

static void hold(void *object, uint64_t up_ms)
{
    struct bike *bike = object;
    (void)up_ms;
    if (!bike->is_pin_open) bike->is_released = false;
}

/** No motor closes the pin: a wheel must never be blocked from afar. */
static enum o2o_code stop(void *object, uint64_t up_ms)
{
    (void)object;
    (void)up_ms;
    return O2O_CODE_OK;
}

/** Mechanics stayed as they were. */
static void power_back(void *object, uint64_t up_ms)
{
    (void)object;
    (void)up_ms;
}

static void beep(void *object)
{
    (void)object;
    printf("beep\n");
}

static void blink(void *object, const uint8_t *blinks, size_t count)
{
    (void)object;
    printf("blink");
    for (size_t each = 0; each < count; each++) printf(" %u", blinks[each]);
    printf("\n");
}

static void configure(void *object, const char *key, const struct o2o_value *value)
{
    struct bike *bike = object;
    if (strcmp(key, "parkedAfterS") == 0) bike->parked_after_ms = (uint64_t)value->number * 1000;
    host_take_emergency(&bike->is_emergency, key, value);
}

static uint32_t evidence_now(void *object, uint64_t up_ms)
{
    struct bike *bike = object;
    bool is_parked = !bike->is_pin_open && up_ms >= bike->pin_closed_up_ms + bike->parked_after_ms;
    roll(bike, up_ms);
    return (bike->is_released ? LOCK_RELEASED : 0) | (bike->is_pin_open ? PIN_OPEN : PIN_CLOSED) |
           (bike->speed_m_per_s > 0 ? MOTION : 0) | (is_parked ? PARKED : 0);
}

static bool holds(void *object, const char *condition)
{
    return strcmp(condition, "moving") == 0 && ((const struct bike *)object)->speed_m_per_s > 0;
}

static bool leaving(void *object, uint64_t up_ms, bool is_stop_asked, struct o2o_leaving *sign)
{
    struct bike *bike = object;
    (void)is_stop_asked;
    roll(bike, up_ms); // asked at every step: the distance that is shown goes on
    if (bike->is_pin_open) return false;
    sign->since_up_ms = bike->pin_closed_up_ms;
    sign->due_up_ms = bike->pin_closed_up_ms + bike->parked_after_ms;
    sign->trigger = O2O_PARKED;
    return true;
}

static bool safe_since(void *object, uint64_t *since_up_ms)
{
    const struct bike *bike = object;
    *since_up_ms = bike->stood_since_up_ms;
    return bike->speed_m_per_s == 0;
}

static uint64_t distance_m(void *object) { return ((const struct bike *)object)->trip_mm / 1000; }

static void report(void *object, struct o2o_writer *writer)
{
    const struct bike *bike = object;
    o2o_put_text_member(writer, "pin", bike->is_pin_open ? "open" : "closed");
    o2o_put_bool_member(writer, "moving", bike->speed_m_per_s > 0);
    o2o_put_integer_member(writer, "battery", BATTERY_PERCENT);
    o2o_put_integer_member(writer, "distance", bike->trip_mm / 1000);
}

static struct host_hand hand(void *object, const char *act, int64_t value, uint64_t up_ms)
{
    struct bike *bike = object;
    struct host_hand done = {true, NULL};
    int64_t speed = value == 0 ? USUAL_M_PER_S : value;
    roll(bike, up_ms);
    if (strcmp(act, "pullPin") == 0 && bike->is_released && !bike->is_pin_open) {
        bike->is_pin_open = true;
    } else if (strcmp(act, "ride") == 0 && bike->is_pin_open && speed > 0 && speed <= FASTEST_M_PER_S) {
        bike->speed_m_per_s = speed;
    } else if (strcmp(act, "brake") == 0 && bike->speed_m_per_s > 0) {
        bike->speed_m_per_s = 0;
        bike->stood_since_up_ms = up_ms;
    } else if (strcmp(act, "closePin") == 0 && bike->is_pin_open && bike->speed_m_per_s == 0) {
        bike->is_pin_open = bike->is_released = false;
        bike->pin_closed_up_ms = up_ms;
    } else {
        done.is_possible = false;
    }
    return done;
}

static size_t freeze(const void *object, char *text, size_t capacity)
{
    const struct bike *bike = object;
    int length = snprintf(text, capacity, "%d %d %llu", bike->is_released, bike->is_pin_open, (unsigned long long)bike->trip_mm);
    return length > 0 && (size_t)length < capacity ? (size_t)length : 0;
}

static void thaw(void *object, const char *text)
{
    struct bike *bike = object;
    int is_released, is_pin_open;
    unsigned long long trip_mm;
    if (sscanf(text, "%d %d %llu", &is_released, &is_pin_open, &trip_mm) != 3) return;
    bike->is_released = is_released != 0;
    bike->is_pin_open = is_pin_open != 0;
    bike->trip_mm = trip_mm;
}

static const struct o2o_config_key CONFIG_KEYS[] = {{"parkedAfterS", false, 1, 600, 30, NULL}, HOST_EMERGENCY_KEY};
static const struct o2o_interlock INTERLOCKS[] = {
    {O2O_ACT_STOP, "moving", O2O_CODE_SAFETY},
    {O2O_ACT_START, "battery_low", O2O_CODE_LOW_BATTERY},
};
static const char *const EVIDENCE[] = {"lock_released", "pin_open", "pin_closed", "motion", "parked"};
static const char *const CAPS[] = {"start", "stop", "renew", "pause", "resume", "beep", NULL};

static const struct o2o_kind BIKE = {
    .name = "bike",
    .model = "o2o-c-host",
    .firmware = "c-1",
    .caps = CAPS,
    .acts = 1 << O2O_ACT_START | 1 << O2O_ACT_STOP | 1 << O2O_ACT_RENEW | 1 << O2O_ACT_PAUSE | 1 << O2O_ACT_RESUME |
            1 << O2O_ACT_BEEP,
    .config_keys = CONFIG_KEYS,
    .config_key_count = 2,
    .interlocks = INTERLOCKS,
    .interlock_count = 2,
    .evidence = EVIDENCE,
    .evidence_count = 5,
    .start_evidence = {LOCK_RELEASED, PIN_OPEN | MOTION},
    .stop_evidence = {PIN_CLOSED | PARKED, 0},
    .ends_by_itself = false,
    .off_at_lease_end = false,
    .resumes_after_power_loss = true,
    .max_lease_s = 300,
    .longest_session_s = 86400,
    .start = start,
    .undo = hold,
    .stop = stop,
    .release = hold,
    .resume = resume,
    .power_back = power_back,
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

const struct host_object HOST_BIKE = {&BIKE, &the_bike, hand, freeze, thaw};

const struct host_object *host_object_of(const char *kind)
{
    if (strcmp(kind, "bike") == 0) return &HOST_BIKE;
    return strcmp(kind, "hotel-room") == 0 ? &HOST_ROOM : NULL;
}
