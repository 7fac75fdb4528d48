// Meter: registers are cumulative and never fall; time stands while nothing shows use, and catches up if use goes on.
#include "o2o-meter.h"

static uint64_t later(uint64_t one, uint64_t other) { return one > other ? one : other; }
static uint64_t minus(uint64_t from, uint64_t less) { return from > less ? from - less : 0; }

bool o2o_leaving_now(const struct o2o_device *device, uint64_t up_ms, struct o2o_leaving *leaving)
{
    const struct o2o_session *session = &device->session;
    if (session->is_starting || session->pause_until_up_ms != O2O_NEVER) return false;
    return device->kind->leaving(device->object, up_ms, session->is_stop_asked, leaving);
}

struct o2o_use o2o_use_at(const struct o2o_device *device, uint64_t up_ms)
{
    const struct o2o_session *session = &device->session;
    struct o2o_use use = session->before;
    struct o2o_leaving leaving;
    if (session->is_starting) return session->last_use;
    if (session->pause_since_up_ms != O2O_NEVER) {
        use.paused_ms += minus(up_ms, session->pause_since_up_ms);
        return use;
    }
    if (o2o_leaving_now(device, device->up_ms, &leaving) && leaving.since_up_ms < up_ms) up_ms = leaving.since_up_ms;
    use.use_ms = later(use.use_ms + minus(up_ms, session->counts_from_up_ms), session->last_use.use_ms);
    use.distance_m = session->last_use.distance_m;
    if (device->kind->distance_m) use.distance_m = later(use.distance_m, device->kind->distance_m(device->object));
    return use;
}

uint64_t o2o_limit_up_ms(const struct o2o_session *session)
{
    if (session->pause_since_up_ms != O2O_NEVER) return O2O_NEVER;
    return session->counts_from_up_ms + minus(session->max_use_ms, session->before.use_ms);
}
