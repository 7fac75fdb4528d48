// Commands: reading and admission, in the order that FP-07 fixes.
#include "o2o-command.h"

#include <string.h>

static bool read_limits(struct o2o_json arg, struct o2o_command *command)
{
    struct o2o_json limits;
    return o2o_get_container(arg, "limits", O2O_JSON_OBJECT, &limits) &&
           o2o_get_count(limits, "leaseUp", 0, O2O_COUNT_MAX, &command->lease_up_ms) &&
           o2o_get_count(limits, "maxS", 1, O2O_LONGEST_SESSION_S, &command->max_s);
}

static bool read_set(struct o2o_json arg, struct o2o_command *command)
{
    struct o2o_json json;
    return o2o_json_member(arg, "control", &json) && o2o_json_string(json, command->control, sizeof command->control) > 0 &&
           o2o_is_control_name(command->control) && o2o_json_member(arg, "value", &json) &&
           o2o_read_value(json, &command->value) && o2o_get_count(arg, "seen", 0, O2O_COUNT_MAX, &command->seen);
}

bool o2o_read_order_line(struct o2o_json json, struct o2o_order_line *line)
{
    return o2o_json_type(json) == O2O_JSON_OBJECT && o2o_get_id(json, "item", line->item) &&
           o2o_get_text(json, "name", 0, 80, line->name) && o2o_get_count(json, "qty", 1, 99, &line->qty);
}

static bool read_order(struct o2o_json arg, struct o2o_command *command)
{
    struct o2o_json_walk walk;
    struct o2o_order_line line;
    unsigned count = 0;
    if (!o2o_get_id(arg, "order", command->reference)) return false;
    if (!o2o_get_container(arg, "lines", O2O_JSON_ARRAY, &command->lines)) return false;
    walk = o2o_json_walk(command->lines);
    while (o2o_json_next(&walk))
        if (++count > 20 || !o2o_read_order_line(walk.value, &line)) return false;
    return count > 0;
}

static bool read_argument(struct o2o_json arg, struct o2o_command *command)
{
    char reason[3 * 32 + 1];
    switch (command->act) {
    case O2O_ACT_START: return read_limits(arg, command);
    case O2O_ACT_STOP: return o2o_get_text(arg, "reason", 0, 32, reason);
    case O2O_ACT_RENEW: return o2o_get_count(arg, "leaseUp", 0, O2O_COUNT_MAX, &command->lease_up_ms);
    case O2O_ACT_PAUSE: return o2o_get_count(arg, "maxS", 1, O2O_LONGEST_SESSION_S, &command->max_s);
    case O2O_ACT_SET: return read_set(arg, command);
    case O2O_ACT_ORDER: return read_order(arg, command);
    case O2O_ACT_CALL: return o2o_get_id(arg, "call", command->reference);
    default: return true;
    }
}

static bool read_act(struct o2o_json object, enum o2o_act *act)
{
    for (unsigned each = 0; each < O2O_ACTS; each++) {
        if (!o2o_is_word(object, "act", o2o_act_name((enum o2o_act)each))) continue;
        *act = (enum o2o_act)each;
        return true;
    }
    return false;
}

enum o2o_code o2o_command_read_payload(const char *text, size_t length, const struct o2o_parties *parties,
                                       struct o2o_command *command)
{
    struct o2o_json object, issuer, arg;
    char address[O2O_ADDRESS_MAX + 1];
    uint64_t iat;
    memset(command, 0, sizeof *command);
    if (!o2o_json_read_object(text, length, &object)) return O2O_CODE_BAD_PARAM;
    if (!o2o_get_issuer(object, &issuer) || !o2o_get_address(object, "aud", address)) return O2O_CODE_BAD_PARAM;
    if (!o2o_json_equals(issuer, parties->issuer)) return O2O_CODE_BAD_SIG;
    if (strcmp(address, parties->address) != 0) return O2O_CODE_WRONG_DEVICE;
    if (!read_act(object, &command->act)) return O2O_CODE_UNSUPPORTED;
    if (!o2o_get_version(object) || !o2o_get_id(object, "cid", command->cid) || !o2o_get_id(object, "ses", command->ses) ||
        !o2o_get_count(object, "ctr", 0, O2O_COUNT_MAX, &command->ctr) || !o2o_get_boot(object, command->boot) ||
        !o2o_get_count(object, "expUp", 0, O2O_COUNT_MAX, &command->exp_up_ms) ||
        !o2o_get_count(object, "iat", 0, O2O_COUNT_MAX, &iat) || !o2o_get_container(object, "arg", O2O_JSON_OBJECT, &arg) ||
        !read_argument(arg, command))
        return O2O_CODE_BAD_PARAM;
    return O2O_CODE_OK;
}

enum o2o_code o2o_command_read(const struct o2o_port *port, const char *jws, size_t length, o2o_find_key *find_key,
                               const void *keys, const struct o2o_parties *parties, char *payload, struct o2o_command *command)
{
    size_t payload_length = 0;
    enum o2o_belief belief;
    if (length > O2O_DOWN_MAX) return O2O_CODE_BAD_PARAM;
    belief = o2o_jws_verify(port, jws, length, "o2o-cmd+jwt", find_key, keys, payload, O2O_DOWN_MAX, &payload_length);
    if (belief == O2O_KEY_UNKNOWN) return O2O_CODE_UNKNOWN_KEY;
    if (belief != O2O_BELIEVED) return O2O_CODE_BAD_SIG;
    return o2o_command_read_payload(payload, payload_length, parties, command);
}

enum o2o_admission o2o_command_admit(const struct o2o_command *command, const struct o2o_command_memory *memory, uint64_t up_ms,
                                     enum o2o_code *code)
{
    if (memory->is_answered) return O2O_ANSWER_AGAIN;
    if (strcmp(command->boot, memory->boot) != 0)
        *code = O2O_CODE_STALE_BOOT;
    else if (memory->has_amnesia)
        *code = O2O_CODE_BAD_STATE;
    else if (up_ms >= command->exp_up_ms)
        *code = O2O_CODE_EXPIRED;
    else if (command->ctr <= memory->last_ctr)
        *code = O2O_CODE_REPLAY;
    else
        return O2O_MAY_ACT;
    return O2O_REFUSE;
}
