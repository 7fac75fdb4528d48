// Inside the core: what its parts ask of each other. Firmware includes o2o.h instead.
#ifndef O2O_DEVICE_H
#define O2O_DEVICE_H

#include "o2o.h"

static inline bool o2o_has_session(const struct o2o_device *device) { return device->session.ses[0] != '\0'; }
bool o2o_is_session(const struct o2o_device *device, const char *ses);

// o2o-device.c
void o2o_tell(const struct o2o_device *device, const char *what, const char *facts);
void o2o_mark(const struct o2o_device *device, const char *text, uint8_t mark[O2O_MARK]);
bool o2o_send_plain(struct o2o_device *device, enum o2o_leaf leaf, const char *first, const struct o2o_writer *body, bool retain);
bool o2o_send_signed(struct o2o_device *device, enum o2o_leaf leaf, const char *first, const char *second, const char *typ,
                     const char *body, size_t length);
/** Runs one input between two looks at time and sensors, then reports and sends. */
void o2o_settle(struct o2o_device *device, uint64_t up_ms);
uint64_t o2o_up(struct o2o_device *device, uint64_t up_ms);

// o2o-memory.c
enum o2o_found { O2O_FOUND, O2O_FOUND_NOTHING, O2O_FOUND_BROKEN };
/** Loads a record into `body`. */
enum o2o_found o2o_load_record(struct o2o_device *device, uint16_t record, struct o2o_json *object);
bool o2o_load_counter(struct o2o_device *device);
bool o2o_store_counter(struct o2o_device *device);
void o2o_load_session(struct o2o_device *device);
bool o2o_store_session(struct o2o_device *device, uint64_t up_ms);
void o2o_forget_session(struct o2o_device *device);
void o2o_load_marks(struct o2o_device *device);
bool o2o_is_fenced(const struct o2o_device *device, const char *ses);
bool o2o_fence(struct o2o_device *device, const char *ses);
bool o2o_is_printed(const struct o2o_device *device, const char *order);
bool o2o_keep_printed(struct o2o_device *device, const char *order);
bool o2o_forget_printed(struct o2o_device *device);

// o2o-answers.c
struct o2o_asked {
    const char *gateway;
    const char *cid;
    const char *ses; // NULL when the command could not be read
    const char *cmd_hash;
};
struct o2o_said {
    enum o2o_status status;
    enum o2o_code code;
    bool ran;
    const char *detail; // may be NULL
};
void o2o_load_answers(struct o2o_device *device);
bool o2o_is_answered(struct o2o_device *device, const char *cid);
bool o2o_answer_again(struct o2o_device *device, const char *gateway, const char *cid);
void o2o_say(struct o2o_device *device, const struct o2o_asked *asked, struct o2o_said said, uint64_t up_ms);
/** Stores the answer, then says it. */
void o2o_say_and_keep(struct o2o_device *device, const struct o2o_asked *asked, struct o2o_said said, bool is_start_or_stop,
                      uint64_t up_ms);
void o2o_compose_result(struct o2o_writer *body, const struct o2o_device *device, const struct o2o_asked *asked,
                        struct o2o_said said, uint32_t seq, uint64_t up_ms);

// o2o-acts.c
void o2o_take_command(struct o2o_device *device, const char *gateway, const struct o2o_command *command, const char *cmd_hash,
                      uint64_t up_ms);

// o2o-presence.c
void o2o_answer_rehello(struct o2o_device *device, const char *nonce, uint64_t up_ms);
void o2o_take_welcome(struct o2o_device *device, const struct o2o_welcome *welcome, uint64_t up_ms);
void o2o_compose_hello(struct o2o_writer *body, const struct o2o_device *device, const char *nonce, uint32_t seq, uint64_t up_ms);

// o2o-state.c
void o2o_load_state(struct o2o_device *device);
void o2o_load_config(struct o2o_device *device);
void o2o_take_config(struct o2o_device *device, const struct o2o_config_message *config, uint64_t up_ms);
void o2o_version_state(struct o2o_device *device);
void o2o_send_state(struct o2o_device *device, uint64_t up_ms);
void o2o_report_state(struct o2o_device *device, uint64_t up_ms);

#endif
