// Options of the host program: the words of its command line.
#ifndef O2O_HOST_OPTIONS_H
#define O2O_HOST_OPTIONS_H

#include <stdbool.h>

struct host_options {
    char host[128];
    int port;
    const char *ca_file;
    const char *cert_file, *key_file; // of a TLS certificate that names the device
    const char *folder;               // of its flash
    const char *kind;
    /** MQTT password or token that an operator gave. */
    const char *password;
    // One of three ways to be somebody.
    const char *venue, *device;         // as a file of a demo says
    const char *serial, *token;         // enrols with a token; later without it
    const char *address, *issuer, *root; // as an operator says
};

/** Complains and returns false for words that it does not know. */
bool host_options_read(struct host_options *options, int count, char **words);

#endif
