// Keys: which ones the device believes, for what, and what replaces them (FP-05, FP-30).
#ifndef O2O_KEYS_H
#define O2O_KEYS_H

#include "o2o-protocol.h"

enum { O2O_USE_CMD = 1, O2O_USE_SYS = 2 };

struct o2o_key {
    o2o_id kid;
    uint8_t public_key[32];
    uint8_t uses;
};

struct o2o_trust {
    /** Version of the manifest; 0 while the keys are those that were given by hand. */
    uint64_t ver;
    struct o2o_key keys[O2O_KEYS_MAX];
    uint8_t key_count;
    /** Signs manifests; without a kid there is none, and the keys by hand stay. */
    struct o2o_key root;
};

enum o2o_manifest_refusal {
    O2O_MANIFEST_TAKEN,
    O2O_MANIFEST_INVALID,
    O2O_MANIFEST_FOREIGN,
    O2O_MANIFEST_NOT_NEWER,
    O2O_MANIFEST_KID_TWICE,
    O2O_MANIFEST_KID_REUSED,
    O2O_MANIFEST_USE_MISSING
};

/** Judges the payload of a manifest whose signature held against the root, and takes it into `trust` if it counts. */
enum o2o_manifest_refusal o2o_trust_take(struct o2o_trust *trust, const char *text, size_t length, const char *issuer,
                                         const char *tenant);

/** For `o2o_jws_verify`; `keys` is a struct o2o_trust. */
const uint8_t *o2o_find_command_key(const void *keys, const char *kid);
const uint8_t *o2o_find_system_key(const void *keys, const char *kid);
const uint8_t *o2o_find_root_key(const void *keys, const char *kid);

#endif
