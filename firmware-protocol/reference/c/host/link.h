// Link of the host build: one MQTT connection at a time over libmosquitto, a fresh client for each attempt.
#ifndef O2O_HOST_LINK_H
#define O2O_HOST_LINK_H

#include <stdbool.h>
#include <stddef.h>

#include "options.h"

struct mosquitto;

struct host_link_events {
    void *context;
    void (*on_ready)(void *context); // connected and subscribed
    void (*on_message)(void *context, const char *topic, const char *payload, size_t length);
    void (*on_lost)(void *context, const char *why);
};

struct host_link {
    /** Where the broker is, and with which certificates. */
    const struct host_options *options;
    struct host_link_events events;
    struct mosquitto *client;
    const char *filter;
    bool is_ready, is_lost;
    const char *why;
    int unacknowledged;
};

/** What a connection is made of; the texts must stay until it is lost. */
struct host_link_plan {
    const char *client_id, *filter;
    const char *password;          // NULL where a certificate names the device
    const char *will_topic, *will; // NULL for none
};

bool host_link_begin(void);
/** Tries once; `on_ready` or `on_lost` follow out of `host_link_run`. */
void host_link_open(struct host_link *link, const struct host_link_plan *plan);
/** Socket to wait on; -1 when there is none. */
int host_link_socket(const struct host_link *link, bool *wants_to_write);
/** Reads, writes, keeps alive; calls the events. */
void host_link_run(struct host_link *link, bool may_read, bool may_write);
bool host_link_publish(struct host_link *link, const char *topic, const char *payload, size_t length, bool retain);
/** Sends what is outstanding, says DISCONNECT, and forgets the connection. */
void host_link_close(struct host_link *link);

#endif
