// Link of the host build: libmosquitto without a thread of its own, so that the device is never entered twice.
#include "link.h"

#include <mosquitto.h>
#include <string.h>

#include "o2o-protocol.h"

enum { UNACKNOWLEDGED_MAX = 128 };

static void lose(struct host_link *link, const char *why)
{
    link->is_lost = true;
    link->why = why;
}

static void on_connect(struct mosquitto *client, void *context, int code)
{
    struct host_link *link = context;
    if (code != 0)
        lose(link, mosquitto_connack_string(code));
    else if (mosquitto_subscribe(client, NULL, link->filter, 1) != MOSQ_ERR_SUCCESS)
        lose(link, "subscribe failed");
}

static void on_subscribe(struct mosquitto *client, void *context, int id, int count, const int *granted)
{
    struct host_link *link = context;
    (void)client;
    (void)id;
    if (count < 1 || granted[0] != 1) {
        lose(link, "subscription refused");
        return;
    }
    link->is_ready = true;
    link->events.on_ready(link->events.context);
}

static void on_message(struct mosquitto *client, void *context, const struct mosquitto_message *message)
{
    struct host_link *link = context;
    (void)client;
    if (message->payloadlen > 0)
        link->events.on_message(link->events.context, message->topic, message->payload, (size_t)message->payloadlen);
}

static void on_publish(struct mosquitto *client, void *context, int id)
{
    struct host_link *link = context;
    (void)client;
    (void)id;
    if (link->unacknowledged > 0) link->unacknowledged--;
}

static void on_disconnect(struct mosquitto *client, void *context, int code)
{
    (void)client;
    lose(context, mosquitto_strerror(code));
}

bool host_link_begin(void) { return mosquitto_lib_init() == MOSQ_ERR_SUCCESS; }

static bool connect_once(struct host_link *link, const struct host_link_plan *plan)
{
    const struct host_options *options = link->options;
    struct mosquitto *client = link->client;
    mosquitto_connect_callback_set(client, on_connect);
    mosquitto_subscribe_callback_set(client, on_subscribe);
    mosquitto_message_callback_set(client, on_message);
    mosquitto_publish_callback_set(client, on_publish);
    mosquitto_disconnect_callback_set(client, on_disconnect);
    mosquitto_int_option(client, MOSQ_OPT_TCP_NODELAY, 1);
    if (mosquitto_username_pw_set(client, plan->client_id, plan->password) != MOSQ_ERR_SUCCESS) return false;
    if (plan->will &&
        mosquitto_will_set(client, plan->will_topic, (int)strlen(plan->will), plan->will, 1, true) != MOSQ_ERR_SUCCESS)
        return false;
    if (options->ca_file &&
        mosquitto_tls_set(client, options->ca_file, NULL, options->cert_file, options->key_file, NULL) != MOSQ_ERR_SUCCESS)
        return false;
    return mosquitto_connect(client, options->host, options->port, O2O_KEEPALIVE_S) == MOSQ_ERR_SUCCESS;
}

void host_link_open(struct host_link *link, const struct host_link_plan *plan)
{
    link->filter = plan->filter;
    link->is_ready = link->is_lost = false;
    link->unacknowledged = 0;
    link->client = mosquitto_new(plan->client_id, true, link);
    if (!link->client)
        lose(link, "no memory");
    else if (!connect_once(link, plan))
        lose(link, "no connection");
}

int host_link_socket(const struct host_link *link, bool *wants_to_write)
{
    *wants_to_write = link->client && mosquitto_want_write(link->client);
    return link->client && !link->is_lost ? mosquitto_socket(link->client) : -1;
}

static void forget(struct host_link *link)
{
    if (link->client) mosquitto_destroy(link->client);
    link->client = NULL;
    link->is_ready = false;
}

void host_link_run(struct host_link *link, bool may_read, bool may_write)
{
    int code = MOSQ_ERR_SUCCESS;
    if (link->client && !link->is_lost) {
        if (may_read) code = mosquitto_loop_read(link->client, 1);
        if (code == MOSQ_ERR_SUCCESS && may_write) code = mosquitto_loop_write(link->client, 1);
        if (code == MOSQ_ERR_SUCCESS) code = mosquitto_loop_misc(link->client);
        if (code != MOSQ_ERR_SUCCESS && !link->is_lost) lose(link, mosquitto_strerror(code));
    }
    if (!link->is_lost) return;
    link->is_lost = false;
    forget(link);
    link->events.on_lost(link->events.context, link->why);
}

bool host_link_publish(struct host_link *link, const char *topic, const char *payload, size_t length, bool retain)
{
    if (!link->is_ready || link->unacknowledged >= UNACKNOWLEDGED_MAX) return false;
    if (mosquitto_publish(link->client, NULL, topic, (int)length, payload, 1, retain) != MOSQ_ERR_SUCCESS) return false;
    link->unacknowledged++;
    return true;
}

void host_link_close(struct host_link *link)
{
    if (link->client && !link->is_lost) {
        for (int tries = 0; link->unacknowledged > 0 && tries < 20 && !link->is_lost; tries++)
            if (mosquitto_loop(link->client, 100, 1) != MOSQ_ERR_SUCCESS) break;
        mosquitto_disconnect(link->client);
        mosquitto_loop(link->client, 100, 1);
    }
    forget(link);
}
