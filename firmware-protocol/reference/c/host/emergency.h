// Emergency: light and chime of both simulated objects, in use or not, for as long as the setting says so (FP-35).
#ifndef O2O_HOST_EMERGENCY_H
#define O2O_HOST_EMERGENCY_H

#include "o2o-kind.h"

/** The setting, as a line of a kind's table. */
#define HOST_EMERGENCY_KEY {"emergency", false, 0, 1, 0, NULL}

/** A value is in force; says so where it is news, and leaves every other setting alone. */
void host_take_emergency(bool *is_on, const char *key, const struct o2o_value *value);

#endif
