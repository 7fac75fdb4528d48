// Commands: what a signed command says, and whether it may run (FP-07).
#ifndef O2O_COMMAND_H
#define O2O_COMMAND_H

#include "o2o-fields.h"
#include "o2o-jws.h"

struct o2o_command {
    o2o_id cid;
    uint64_t ctr;
    o2o_boot_name boot;
    uint64_t exp_up_ms;
    enum o2o_act act;
    o2o_id ses;
    /** By act: start has lease and longest use, renew the lease, pause its longest. */
    uint64_t lease_up_ms;
    uint64_t max_s;
    /** set */
    char control[O2O_NAME_MAX + 1];
    struct o2o_value value;
    uint64_t seen;
    /** order and call: its id; the lines stay in the text that was read. */
    o2o_id reference;
    struct o2o_json lines;
};

/** One line of an order, already checked. */
struct o2o_order_line {
    o2o_id item;
    char name[3 * 80 + 1];
    uint64_t qty;
};
bool o2o_read_order_line(struct o2o_json json, struct o2o_order_line *line);

/** Who the device obeys, and who it is. */
struct o2o_parties {
    const char *issuer;
    const char *address;
};

/** Check 3 without its signature: issuer, audience, then all fields. O2O_CODE_OK, or what to answer. */
enum o2o_code o2o_command_read_payload(const char *text, size_t length, const struct o2o_parties *parties,
                                       struct o2o_command *command);

/** Checks 1 to 3 of FP-07 on the bytes as they came. `payload` has room for O2O_DOWN_MAX and is pointed into. */
enum o2o_code o2o_command_read(const struct o2o_port *port, const char *jws, size_t length, o2o_find_key *find_key,
                               const void *keys, const struct o2o_parties *parties, char *payload, struct o2o_command *command);

/** What a device remembers that decides whether a believed command may run. */
struct o2o_command_memory {
    const char *boot;
    uint64_t last_ctr;
    /** No counter, and no floor for this boot yet (FP-17). */
    bool has_amnesia;
    /** An answer to this command is kept (FP-13). */
    bool is_answered;
};

enum o2o_admission { O2O_MAY_ACT, O2O_ANSWER_AGAIN, O2O_REFUSE };

/** Checks 4 to 8; the cache comes first, or a lost answer would turn into a free ride. `code` is set with O2O_REFUSE. */
enum o2o_admission o2o_command_admit(const struct o2o_command *command, const struct o2o_command_memory *memory, uint64_t up_ms,
                                     enum o2o_code *code);

#endif
