// Kind: what one sort of object can do, sense and must not do, as tables and as functions that reach its hardware.
#ifndef O2O_KIND_H
#define O2O_KIND_H

#include "o2o-fields.h"

enum { O2O_EVIDENCE_MAX = 8, O2O_CONTROLS_MAX = 8, O2O_CONFIG_MAX = 8 };

struct o2o_control {
    const char *name;
    enum { O2O_SWITCH, O2O_RANGE, O2O_CHOICE } type;
    int64_t min, max, step;
    const char *const *choices; // ends with NULL
};
/** Right type, inside the limits, on a step (FP-22). */
bool o2o_control_takes(const struct o2o_control *control, const struct o2o_value *value);

struct o2o_config_key {
    const char *name;
    bool is_text;
    int64_t min, max; // of a text: its longest
    int64_t number;   // until a configuration comes
    const char *text;
};

/** No command goes around it (FP-26). */
struct o2o_interlock {
    enum o2o_act act;
    const char *condition;
    enum o2o_code code;
};

/** Evidence as bits: bit i is `evidence[i]`. Every bit of `all`, and one of `any` where there is any (FP-11). */
struct o2o_evidence_rule {
    uint32_t all, any;
};
bool o2o_evidence_holds(struct o2o_evidence_rule rule, uint32_t evidence);

enum o2o_trigger {
    O2O_METER,
    O2O_RENEWED,
    O2O_TICKET_PRINTED,
    O2O_POWER_RESUMED,
    O2O_PAUSED,
    O2O_RESUMED,
    O2O_STOP_COMMAND,
    O2O_PERSON_LEFT,
    O2O_PARKED,
    O2O_LEASE_LAPSED,
    O2O_LIMIT_REACHED,
    O2O_POWER_LOSS,
    O2O_LOCAL_STOP,
    O2O_VERDICT
};
const char *o2o_trigger_name(enum o2o_trigger trigger);

/** Nobody has used the object since `since_up_ms`; from `due_up_ms` on that counts as the end of use. */
struct o2o_leaving {
    uint64_t since_up_ms, due_up_ms;
    enum o2o_trigger trigger;
};

struct o2o_kind {
    const char *name;        // `profile` of the hello
    const char *model;       // the maker's
    const char *firmware;    // its version
    const char *const *caps; // acts and controls of this unit, ends with NULL
    uint16_t acts;           // bit per enum o2o_act
    const struct o2o_control *controls;
    size_t control_count;
    const struct o2o_config_key *config_keys;
    size_t config_key_count;
    const struct o2o_interlock *interlocks;
    size_t interlock_count;
    const char *const *evidence;
    size_t evidence_count;
    struct o2o_evidence_rule start_evidence, stop_evidence;
    bool ends_by_itself;   // FP-18: stopBy device
    bool off_at_lease_end; // else the first safe moment
    bool resumes_after_power_loss;
    uint32_t max_lease_s, longest_session_s;

    // Hands. O2O_CODE_OK, or what the hardware answers; those that a kind has no act for may be NULL.
    enum o2o_code (*start)(void *object, uint64_t up_ms);
    /** Takes back a start that nobody used; also called at boot when there is no session. */
    void (*undo)(void *object, uint64_t up_ms);
    enum o2o_code (*stop)(void *object, uint64_t up_ms);
    /** The session has ended: lets go whatever is still held, locks nobody in. */
    void (*release)(void *object, uint64_t up_ms);
    enum o2o_code (*resume)(void *object, uint64_t up_ms);
    /** Power is back and the session goes on. */
    void (*power_back)(void *object, uint64_t up_ms);
    enum o2o_code (*set)(void *object, const struct o2o_control *control, const struct o2o_value *value);
    /** `lines` for `o2o_read_order_line`. */
    enum o2o_code (*print)(void *object, const char *order, struct o2o_json lines);
    void (*call)(void *object, const char *call);
    void (*beep)(void *object);
    /** Shows each number in turn (FP-33); returns at once, and a newer call takes the place of an older one. May be NULL. */
    void (*blink)(void *object, const uint8_t *blinks, size_t count);
    /** A value of the configuration is in force: at boot, and when a newer one came. */
    void (*configure)(void *object, const char *key, const struct o2o_value *value);

    // Senses.
    uint32_t (*evidence_now)(void *object, uint64_t up_ms);
    bool (*holds)(void *object, const char *condition);
    /** False while the object is in use. */
    bool (*leaving)(void *object, uint64_t up_ms, bool is_stop_asked, struct o2o_leaving *leaving);
    /** Since when a forced end would be safe; false while it is not. */
    bool (*safe_since)(void *object, uint64_t *since_up_ms);
    /** Metres of this session; may be NULL. */
    uint64_t (*distance_m)(void *object);
    /** Puts each reported field as a member, controls included. */
    void (*report)(void *object, struct o2o_writer *writer);
};

#endif
