// The door: everything that firmware around the core needs. No heap, no clock: uptime in ms is an argument.
#ifndef O2O_H
#define O2O_H

#include "o2o-command.h"
#include "o2o-keys.h"
#include "o2o-kind.h"
#include "o2o-messages.h"
#include "o2o-port.h"
#include "o2o-topic.h"

/** Who the device is, and whom it obeys; given by hand, or by enrolment (`o2o-claim.h`). */
struct o2o_identity {
    o2o_id tenant;
    o2o_id device;
    /** Name of the device's own key; usually the device id. */
    o2o_id kid;
    char issuer[O2O_ISSUER_MAX + 1];
    /** MQTT password; empty: the device proves itself with its own key (FP-29). */
    char password[256];
};

/** Cumulative registers of a session (FP-15). */
struct o2o_use {
    uint64_t use_ms, distance_m, paused_ms;
};

/** The session that holds the object; ended ones live on in the journal only. */
struct o2o_session {
    o2o_id ses; // empty: there is none
    o2o_id cid;
    o2o_hash cmd_hash;
    /** The actuator ran, evidence of use has not come yet: nothing is metered (FP-11). */
    bool is_starting;
    bool is_stop_asked;
    /** Uptime in this boot from which use counts on top of `before`. */
    uint64_t counts_from_up_ms;
    struct o2o_use before;
    struct o2o_use last_use;
    uint64_t next_n;
    uint64_t lease_up_ms;
    uint64_t max_use_ms;
    /** O2O_NEVER: no pause was asked for; it is not proven; no verdict ends it. */
    uint64_t pause_until_up_ms;
    uint64_t pause_since_up_ms;
    uint64_t verdict_up_ms;
    uint64_t metered_up_ms;
    uint64_t stored_up_ms;
};

/** One entry of the journal; its bytes are in flash. */
struct o2o_slot {
    uint32_t boot_count, seq; // order of writing
    uint16_t n;
    uint8_t session;
    uint8_t flags;
};

/** One kept answer; its bytes are in flash. */
struct o2o_answer {
    uint8_t cid_mark[8], ses_mark[8];
    uint32_t boot_count, seq;
    bool is_used, is_start_or_stop;
};
/** The last 32, and those of start and stop for each session that is not acked. */
#define O2O_ANSWERS (O2O_RESULTS_KEPT + 2 * (O2O_JOURNAL_SESSIONS + 2))

enum { O2O_MARK = 16, O2O_CFG_ANSWERS_MAX = 16 };

/** All memory of one device; the caller owns it, nothing in it needs to be looked at. */
struct o2o_device {
    const struct o2o_port *port;
    const struct o2o_kind *kind;
    void *object;
    struct o2o_identity identity;
    char address[O2O_ADDRESS_MAX + 1];
    struct o2o_trust trust;

    // This boot.
    o2o_boot_name boot;
    uint32_t next_seq;
    uint64_t up_ms;
    bool is_connected, is_greeted;
    o2o_id conn;
    char nonce[O2O_NONCE_MAX + 1];
    uint64_t connected_up_ms;
    uint8_t failures;
    uint64_t advice_s;
    uint8_t state_hash[O2O_MARK];
    uint64_t state_sent_ver, state_sent_up_ms;
    uint64_t repeat_up_ms, repeat_wait_ms; // of the journal
    bool is_client_full;                   // the MQTT client had no room for an entry

    // Mirrors of flash.
    uint32_t boot_count;
    o2o_boot_name known_boots[O2O_KNOWN_BOOTS];
    uint64_t last_ctr;
    o2o_id acting; // the command that ran last: after a power cut in its midst nobody knows whether it did
    bool has_amnesia, has_forgotten_answers;
    uint64_t dropped;
    struct o2o_session session;
    uint8_t fences[O2O_FENCES][O2O_MARK];
    size_t fence_count;
    uint8_t orders[O2O_ORDERS][O2O_MARK];
    size_t order_count;
    uint64_t cfg_ver;
    struct o2o_value config[O2O_CONFIG_MAX];
    struct {
        char name[O2O_NAME_MAX + 1];
        uint8_t answer;
    } cfg_answers[O2O_CFG_ANSWERS_MAX];
    size_t cfg_answer_count;
    uint64_t state_ver, state_ver_stored;
    uint64_t local_ver[O2O_CONTROLS_MAX];
    struct o2o_slot journal[O2O_JOURNAL_ENTRIES];
    o2o_id journal_sessions[O2O_JOURNAL_SESSIONS + 1];
    struct o2o_answer answers[O2O_ANSWERS];

    // Room to work in.
    char in[O2O_DOWN_MAX];
    char body[O2O_RECORD_MAX];
    char out[O2O_UP_MAX];
    char topic[O2O_TOPIC_MAX + 1];
};

struct o2o_setup {
    const struct o2o_port *port;
    const struct o2o_kind *kind;
    void *object;
    const struct o2o_identity *identity;
    /** Keys given by hand, or the root alone; a stored manifest replaces the keys. */
    const struct o2o_trust *trust;
};

/** What the next MQTT connection is made of. */
struct o2o_plan {
    const char *client_id; // the user name as well
    char password[1024];
    char filter[O2O_TOPIC_MAX + 1];
    char will_topic[O2O_TOPIC_MAX + 1];
    char will[96]; // QoS 1, retained
};

/** Powers up at uptime 0; false when flash or chance fail, and then nothing may be done. */
bool o2o_boot(struct o2o_device *device, const struct o2o_setup *setup);
/** Before each connect: a new name of the connection, its will, its password. False when nothing could be signed. */
bool o2o_plan_connection(struct o2o_device *device, uint64_t up_ms, struct o2o_plan *plan);
/** Connected, and the filter is subscribed. */
void o2o_connected(struct o2o_device *device, uint64_t up_ms);
void o2o_disconnected(struct o2o_device *device, uint64_t up_ms);
/** ms to wait after a connection was lost or refused; random, doubling, or as the gateway asked (FP-21, FP-31). */
uint64_t o2o_reconnect_delay(struct o2o_device *device);
/** Says goodbye; disconnect after it. */
void o2o_farewell(struct o2o_device *device);

void o2o_received(struct o2o_device *device, const char *topic, const char *payload, size_t length, uint64_t up_ms);
/** Lets time and sensors act: at `o2o_next_wake`, and whenever something moved at the object. */
void o2o_tick(struct o2o_device *device, uint64_t up_ms);
uint64_t o2o_next_wake(const struct o2o_device *device, uint64_t up_ms);

/** A hand at the object changed this control; its value is already reported. */
void o2o_hand_changed(struct o2o_device *device, const char *control, uint64_t up_ms);
struct o2o_event_field {
    const char *name;
    struct o2o_value value;
};
/** Something people may want to see; it moves no money, so without a connection it is lost. */
void o2o_event(struct o2o_device *device, const char *type, const struct o2o_event_field *fields, size_t count, uint64_t up_ms);

#endif
