// Port: what the integrator implements - crypto, chance, flash and the way to the broker. The core calls nothing else.
#ifndef O2O_PORT_H
#define O2O_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Records in flash; each is replaced as a whole. */
enum {
    O2O_RECORD_COUNTER = 1, // boot count, highest counter
    O2O_RECORD_SESSION = 2,
    O2O_RECORD_FENCES = 3,
    O2O_RECORD_ORDERS = 4,
    O2O_RECORD_CONFIG = 5,
    O2O_RECORD_STATE = 6,
    O2O_RECORD_KEYS = 7,
    O2O_RECORD_ENROLMENT = 8,
    O2O_RECORD_ANSWERS = 0x100,  // and the following O2O_ANSWERS
    O2O_RECORD_JOURNAL = 0x1000, // and the following O2O_JOURNAL_ENTRIES
    O2O_RECORD_MAX = 2816        // bytes of the largest one; signed it still fits into O2O_UP_MAX
};

enum { O2O_NO_RECORD = -1, O2O_BROKEN_RECORD = -2 };

struct o2o_port {
    void *context;

    /** Signs with the device's own Ed25519 key (RFC 8032); the key may stay in a secure element. */
    bool (*sign)(void *context, const uint8_t *message, size_t length, uint8_t signature[64]);
    /** Must refuse a signature whose S is not below the group order, as usual libraries do. */
    bool (*verify)(void *context, const uint8_t public_key[32], const uint8_t *message, size_t length,
                   const uint8_t signature[64]);
    void (*sha256)(void *context, const uint8_t *message, size_t length, uint8_t hash[32]);
    /** Needed for enrolment only (FP-28). */
    void (*hmac_sha256)(void *context, const uint8_t *key, size_t key_length, const uint8_t *message, size_t length,
                        uint8_t mac[32]);
    /** Unpredictable bytes; false when there are none. */
    bool (*random)(void *context, uint8_t *bytes, size_t count);

    /** Stores one record. When it returns true, a power cut loses neither the new content nor leaves half of it. */
    bool (*store)(void *context, uint16_t record, const void *bytes, size_t count);
    /** Length of a record; or O2O_NO_RECORD; or O2O_BROKEN_RECORD when it does not fit, or its checksum is wrong. */
    long (*load)(void *context, uint16_t record, void *bytes, size_t capacity);
    bool (*erase)(void *context, uint16_t record);

    /** Hands one message to the MQTT client, QoS 1; false when it has no room: what matters is sent again. */
    bool (*send)(void *context, const char *topic, const char *payload, size_t length, bool retain);
    /** Something worth a line in a log; may be NULL. `facts` is the JSON it is about, or a word. */
    void (*tell)(void *context, const char *what, const char *facts);
};

#endif
