// Meter: what a session has used, and when time alone will end it.
#ifndef O2O_METER_H
#define O2O_METER_H

#include "o2o-device.h"

/** False while in use, while paused, and while there is nobody yet to leave. */
bool o2o_leaving_now(const struct o2o_device *device, uint64_t up_ms, struct o2o_leaving *leaving);
/** Registers at `up_ms`. Time since the person may have left is not shown before it is known (FP-15). */
struct o2o_use o2o_use_at(const struct o2o_device *device, uint64_t up_ms);
/** When the longest use is reached; never while it is paused. */
uint64_t o2o_limit_up_ms(const struct o2o_session *session);

#endif
