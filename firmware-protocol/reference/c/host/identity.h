// Identity on the host: who the device is, whom it obeys, and its own key.
#ifndef O2O_HOST_IDENTITY_H
#define O2O_HOST_IDENTITY_H

#include "crypto.h"
#include "o2o-claim.h"
#include "options.h"
#include "store.h"

struct host_identity {
    struct o2o_identity identity;
    struct o2o_trust trust;
    struct host_key key;
    char kind[O2O_NAME_MAX + 1];
};

/** The key in flash; makes one where there is none. */
bool host_key_load(const struct host_store *store, struct host_key *key);
/** By the words of the command line: enrolled, registered by hand, or of a venue file. Complains when it is nobody. */
bool host_identity_find(const struct host_options *options, const struct host_store *store, struct host_identity *self);
/** Forgets all but who it is: what a device with a broken flash is left with (FP-17). */
bool host_identity_wipe(const struct host_store *store);

#endif
