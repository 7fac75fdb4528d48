// Enrolment on the host: proves the token, and keeps who the device is from then on (FP-28).
#ifndef O2O_HOST_ENROL_H
#define O2O_HOST_ENROL_H

#include "identity.h"

/** Loads what was kept, or enrols with serial and token; complains and returns false when neither can be. */
bool host_enrol(const struct host_options *options, const struct host_store *store, struct host_identity *self);

#endif
