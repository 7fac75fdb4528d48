// Messages that come down beside commands: sys, ack, cfg, keys.
#ifndef O2O_MESSAGES_H
#define O2O_MESSAGES_H

#include "o2o-fields.h"

enum { O2O_NONCE_MAX = 3 * 64 };

enum { O2O_BLINK_GROUPS_MAX = 3, O2O_BLINKS_MAX = 9 };

/** rehello, bye and blink: unsigned, so they can cause no more than another hello, a wait, or a light. */
struct o2o_hint {
    bool is_bye;
    /** blink: how often, group by group (FP-33); `blink_count` is 0 for the others. */
    uint8_t blinks[O2O_BLINK_GROUPS_MAX];
    uint8_t blink_count;
    char nonce[O2O_NONCE_MAX + 1];
    /** bye: come again after so many seconds; O2O_NEVER where it does not say (FP-31). */
    uint64_t after_s;
};

/** `issuer` and what is said as JSON stay in the text that was read. */
struct o2o_welcome {
    struct o2o_json issuer;
    char address[O2O_ADDRESS_MAX + 1];
    o2o_boot_name boot;
    char nonce[O2O_NONCE_MAX + 1];
    uint64_t floor;
    uint64_t cfg_ver;
    uint64_t keys;
    struct o2o_json verdicts;
};

enum o2o_verdict { O2O_VERDICT_CONTINUE, O2O_VERDICT_END, O2O_VERDICT_STORED };

struct o2o_ack {
    struct o2o_json issuer;
    char address[O2O_ADDRESS_MAX + 1];
    o2o_boot_name boot;
    o2o_id ses;
    /** Entries below this number are stored: one more than `upTo`. */
    uint64_t stored;
    struct o2o_json missing;
    bool is_quarantined;
};

struct o2o_config_message {
    struct o2o_json issuer;
    char address[O2O_ADDRESS_MAX + 1];
    uint64_t ver;
    struct o2o_json set;
};

bool o2o_read_hint(const char *text, size_t length, struct o2o_hint *hint);
bool o2o_read_welcome(const char *text, size_t length, struct o2o_welcome *welcome);
bool o2o_read_verdict(struct o2o_json json, o2o_id ses, enum o2o_verdict *verdict);
bool o2o_read_ack(const char *text, size_t length, struct o2o_ack *ack);
bool o2o_read_config(const char *text, size_t length, struct o2o_config_message *config);

#endif
