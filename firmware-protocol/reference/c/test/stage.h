// Stage for tests: a device on flash in memory, an object in a test's hands, and a gateway that signs what a test words.
#ifndef O2O_TEST_STAGE_H
#define O2O_TEST_STAGE_H

#include <setjmp.h>
#include <stdio.h>

#include "crypto.h"
#include "o2o.h"

enum { STAGE_RECORDS = 768, STAGE_SENT = 2048, STAGE_PAYLOAD = 4096 };

struct stage_sent {
    char topic[O2O_TOPIC_MAX + 1];
    char payload[STAGE_PAYLOAD]; // as it left
    char body[STAGE_PAYLOAD];    // without its signature
    bool is_signed, is_retained;
};

/** The object: on or off, and somebody there or not. */
struct stage_object {
    bool is_on, is_held, is_left, is_unsafe;
    uint64_t safe_since_up_ms;
    uint64_t left_up_ms, left_after_ms, distance_m;
    int64_t level;
    unsigned blinked; // the numbers of the last blink as digits
    unsigned starts, stops, undos, prints, calls, beeps, resumes;
    bool is_blocked;          // interlock
    enum o2o_code start_code; // what the hardware answers
};

/** What the core asked of its port. */
struct stage_work {
    unsigned signs, verifies, loads, stores, erases;
    unsigned long stored_bytes;
};

struct stage {
    struct o2o_device device;
    struct o2o_kind kind;
    struct stage_object object;
    struct o2o_identity identity;
    struct o2o_trust trust;
    struct o2o_setup setup;
    struct host_key device_key, gateway_key, other_key, root_key;
    struct {
        bool is_used;
        uint16_t record;
        size_t length;
        char bytes[O2O_RECORD_MAX];
    } records[STAGE_RECORDS];
    struct stage_sent sent[STAGE_SENT];
    size_t sent_count;
    bool is_send_full;  // the MQTT client has no room
    bool is_flash_dead; // stores fail
    unsigned writes;    // to flash
    struct stage_work work;
    unsigned cut_at;    // power goes at this write; 0 never
    bool cut_after;     // ... after it, instead of before
    bool is_armed;
    jmp_buf power_cut;
    uint64_t ctr;
    unsigned cids;
    uint32_t chance;
    uint64_t up_ms;
};

extern struct stage stage;
/** A kind with every act; it ends by itself, and evidence of use is a hand that holds it. */
extern const struct o2o_kind STAGE_KIND;
extern unsigned stage_checks, stage_failures;

/** Counts, and prints the place of what does not hold. */
#define CHECK(holds) stage_check((holds), #holds, __FILE__, __LINE__)
void stage_check(bool holds, const char *what, const char *file, int line);

/** Everything new: blank flash, keys by hand, an object that nobody uses. */
void stage_begin(void);
bool stage_boot(void);
/** Flash gives back other bytes than were stored. */
void stage_break_record(uint16_t record);
/** Connects, and is welcomed with this floor and these verdicts (JSON, or ""). */
void stage_greet(uint64_t floor, const char *verdicts);
void stage_connect(void);
/** Lets time pass in steps of a second. */
void stage_pass(uint64_t ms);

/** Signs and delivers. `leaf` is the end of the topic, such as "dn/ack". */
void stage_deliver(const char *leaf, const char *typ, const char *kid, const struct host_key *key, const char *payload);
void stage_deliver_text(const char *leaf, const char *text);
void stage_ack(const char *ses, long up_to, const char *missing);
/** A command of the gateway with the next counter, alive for 10 s; returns its id. */
const char *stage_command(const char *act, const char *ses, const char *arg);
const char *stage_start(const char *ses, uint64_t lease_ms, unsigned max_s);
/** All fields of the command that `stage_command` words next. */
struct stage_wording {
    const char *cid, *boot, *issuer, *address;
    uint64_t ctr, exp_up_ms;
};
void stage_command_worded(const struct stage_wording *wording, const char *act, const char *ses, const char *arg);
/** The same bytes as the last message. */
void stage_repeat(void);
/** The same bytes as the last command. */
void stage_repeat_command(void);
/** ... on the topic of another command. */
void stage_repeat_command_under(const char *cid);

/** The last message on a topic that ends so, from position `after` on; NULL when there is none. */
const struct stage_sent *stage_last(const char *leaf, size_t after);
size_t stage_count(const char *leaf, size_t after);
/** True when the body has this piece of text. */
bool stage_has(const struct stage_sent *sent, const char *piece);
/** The last answer has this status and code. */
bool stage_answered(const char *status, const char *code);

#endif
