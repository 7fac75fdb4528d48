// Claim: how a device without a name proves a one-time token and its own key, and learns who it is (FP-28).
#ifndef O2O_CLAIM_H
#define O2O_CLAIM_H

#include "o2o.h"

enum { O2O_SERIAL_MAX = 42, O2O_CLAIM_NONCE_MAX = 64, O2O_CLAIM_DOC_MAX = 1800, O2O_CLAIM_KEY_MAX = 1024 };

struct o2o_claim {
    const struct o2o_port *port;
    const char *token;
    char serial[O2O_SERIAL_MAX + 1];
    char x[O2O_HASH_LENGTH + 1];
    char device_nonce[O2O_CLAIM_NONCE_MAX + 1];
    char gateway_nonce[O2O_CLAIM_NONCE_MAX + 1]; // empty until the gateway has proven itself
    // What the connection is made of.
    o2o_id client_id; // the user name as well
    char password[O2O_HASH_LENGTH + 1];
    char up_topic[O2O_TOPIC_MAX + 1], down_topic[O2O_TOPIC_MAX + 1];
    // Room to work in.
    char work[O2O_DOWN_MAX + 512];
    char doc[O2O_CLAIM_DOC_MAX + 1];
};

/** What a device keeps for ever; `password` of its identity is empty: its own key is the credential. */
struct o2o_enrolment {
    struct o2o_identity identity;
    /** Only `root` is set: the first manifest brings the keys. */
    struct o2o_trust trust;
};

enum o2o_claim_step {
    O2O_CLAIM_IGNORED,
    O2O_CLAIM_REPLY,    // send `reply` to `up_topic`
    O2O_CLAIM_PENDING,  // somebody has to approve: stay, or come again after `after_s`
    O2O_CLAIM_ENROLLED, // `claim->work` holds the JSON to store in O2O_RECORD_ENROLMENT
    O2O_CLAIM_REFUSED   // `claim->work` holds the code
};

/** @param token stays where it is. False when the serial is none, or there is no chance. */
bool o2o_claim_begin(struct o2o_claim *claim, const struct o2o_port *port, const char *serial, const char *token,
                     const uint8_t public_key[32]);
/** The first word, once `down_topic` is subscribed. */
bool o2o_claim_compose(const struct o2o_claim *claim, const struct o2o_kind *kind, char *text, size_t capacity, size_t *length);
/** Goes on only with a gateway that knows the token too, and believes nothing else. */
enum o2o_claim_step o2o_claim_hear(struct o2o_claim *claim, const char *payload, size_t length, char *reply, size_t capacity,
                                   size_t *reply_length, uint64_t *after_s, struct o2o_enrolment *enrolment);
/** Reads what was stored. */
bool o2o_enrolment_read(const char *text, size_t length, struct o2o_enrolment *enrolment);

#endif
