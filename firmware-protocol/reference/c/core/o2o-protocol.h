// Limits and words of wire version 1 that a device needs.
#ifndef O2O_PROTOCOL_H
#define O2O_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// How much this device remembers; smaller figures save memory and make it less certain, never less safe.
#ifndef O2O_JOURNAL_ENTRIES
#define O2O_JOURNAL_ENTRIES 512
#endif
#ifndef O2O_JOURNAL_SESSIONS
#define O2O_JOURNAL_SESSIONS 16
#endif
// Journal entries signed and sent in one call, so that a watchdog is fed in time on a processor that signs slowly.
#ifndef O2O_SENT_AT_A_TIME
#define O2O_SENT_AT_A_TIME 8
#endif
#ifndef O2O_FENCES
#define O2O_FENCES 32
#endif
#ifndef O2O_ORDERS
#define O2O_ORDERS 32
#endif
#ifndef O2O_KNOWN_BOOTS
#define O2O_KNOWN_BOOTS 8
#endif

enum {
    O2O_UP_MAX = 4096,
    O2O_DOWN_MAX = 2048,
    O2O_TOPIC_MAX = 256,
    O2O_TOPIC_SLASHES = 7,
    O2O_ID_MAX = 48,
    O2O_BOOT_MAX = 27,
    O2O_HASH_LENGTH = 43,
    O2O_ADDRESS_MAX = 2 * O2O_ID_MAX + 1,
    O2O_NAME_MAX = 32,
    O2O_RESULTS_KEPT = 32,
    O2O_SESSION_ENTRIES = 8192,
    O2O_METER_EVERY_MS = 30000,
    O2O_STATE_EVERY_MS = 60000,
    O2O_REPEAT_MIN_MS = 30000,
    O2O_REPEAT_MAX_MS = 300000,
    O2O_RECONNECT_MIN_MS = 1000,
    O2O_RECONNECT_MAX_MS = 60000,
    O2O_RECONNECT_STABLE_MS = 30000,
    O2O_KEEPALIVE_S = 30,
    O2O_LONGEST_ADVICE_S = 3600,
    O2O_LONGEST_SESSION_S = 86400,
    O2O_KEYS_MAX = 6,
    // A text of n UTF-16 units takes at most 3n bytes of UTF-8.
    O2O_VALUE_TEXT_MAX = 3 * 64,
    O2O_ISSUER_MAX = 3 * 128
};

#define O2O_COUNT_MAX ((UINT64_C(1) << 48) - 1)
/** A time that never comes. */
#define O2O_NEVER UINT64_MAX

typedef char o2o_id[O2O_ID_MAX + 1];
typedef char o2o_boot_name[O2O_BOOT_MAX + 1];
typedef char o2o_hash[O2O_HASH_LENGTH + 1];

/** What a device answers (FP-10). */
enum o2o_code {
    O2O_CODE_OK,
    O2O_CODE_DUPLICATE,
    O2O_CODE_BUSY,
    O2O_CODE_EXPIRED,
    O2O_CODE_REPLAY,
    O2O_CODE_STALE_BOOT,
    O2O_CODE_BAD_SIG,
    O2O_CODE_UNKNOWN_KEY,
    O2O_CODE_WRONG_DEVICE,
    O2O_CODE_UNSUPPORTED,
    O2O_CODE_BAD_PARAM,
    O2O_CODE_BAD_STATE,
    O2O_CODE_ALREADY,
    O2O_CODE_HW_FAULT,
    O2O_CODE_JAMMED,
    O2O_CODE_LOW_BATTERY,
    O2O_CODE_OCCUPIED,
    O2O_CODE_RESERVED,
    O2O_CODE_SAFETY,
    O2O_CODE_LOCAL_OVERRIDE,
    O2O_CODE_RATE_LIMIT,
    O2O_CODE_INTERNAL
};
const char *o2o_code_name(enum o2o_code code);

enum o2o_status { O2O_ACCEPTED, O2O_IN_PROGRESS, O2O_SUCCEEDED, O2O_FAILED, O2O_REJECTED, O2O_EXPIRED };
const char *o2o_status_name(enum o2o_status status);

enum o2o_act {
    O2O_ACT_START,
    O2O_ACT_STOP,
    O2O_ACT_RENEW,
    O2O_ACT_PAUSE,
    O2O_ACT_RESUME,
    O2O_ACT_SET,
    O2O_ACT_ORDER,
    O2O_ACT_CALL,
    O2O_ACT_BEEP,
    O2O_ACTS
};
const char *o2o_act_name(enum o2o_act act);

/** What a control or a key of the configuration holds. */
struct o2o_value {
    enum { O2O_VALUE_BOOL, O2O_VALUE_INTEGER, O2O_VALUE_TEXT } type;
    int64_t number;
    char text[O2O_VALUE_TEXT_MAX + 1];
};

bool o2o_is_id(const char *text);
bool o2o_is_boot_name(const char *text);
/** A name of a control or a key of the configuration. */
bool o2o_is_control_name(const char *text);
/** `tenant/device`. */
bool o2o_is_address(const char *text);
/** Copies text that fits; false and empty when it does not. */
bool o2o_copy(char *to, size_t capacity, const char *from);

#endif
