// Options of the host program.
#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char USAGE[] =
    "usage: o2o-host --broker <host>:<port> --flash <folder> [--ca <file>] and who it is:\n"
    "  --kind bike|hotel-room --serial <n> --token <t>       enrols; later without serial and token\n"
    "  --kind bike|hotel-room --address <tenant>/<device> --issuer <name> --root <kid>:<x>\n"
    "      [--password <text> | --cert <file> --key <file>]  registered by hand; its own key is the password without one\n"
    "  --venue <file> --device <id>                          as the venue file of a demo says\n";

static bool read_broker(struct host_options *options, const char *word)
{
    const char *colon = strrchr(word, ':');
    if (!colon || (size_t)(colon - word) >= sizeof options->host) return false;
    memcpy(options->host, word, (size_t)(colon - word));
    options->host[colon - word] = '\0';
    options->port = atoi(colon + 1);
    return options->port > 0 && options->port < 65536;
}

static bool read_one(struct host_options *options, const char *word, const char *value)
{
    const struct {
        const char *word;
        const char **value;
    } words[] = {
        {"--flash", &options->folder},    {"--ca", &options->ca_file},         {"--cert", &options->cert_file},
        {"--key", &options->key_file},    {"--kind", &options->kind},          {"--password", &options->password},
        {"--venue", &options->venue},     {"--device", &options->device},      {"--serial", &options->serial},
        {"--token", &options->token},     {"--address", &options->address},    {"--issuer", &options->issuer},
        {"--root", &options->root},
    };
    if (strcmp(word, "--broker") == 0) return read_broker(options, value);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(word, words[i].word) != 0) continue;
        *words[i].value = value;
        return true;
    }
    return false;
}

static bool is_whole(const struct host_options *options)
{
    bool is_somebody = options->venue ? options->device != NULL
                                      : options->kind && (!options->address || (options->issuer && options->root));
    bool is_provable = !options->cert_file == !options->key_file && !(options->cert_file && options->password);
    bool is_tls = !options->cert_file || options->ca_file;
    return options->port > 0 && options->folder && is_somebody && is_provable && is_tls;
}

bool host_options_read(struct host_options *options, int count, char **words)
{
    bool is_right = count % 2 == 1;
    memset(options, 0, sizeof *options);
    for (int i = 1; is_right && i + 1 < count; i += 2) is_right = read_one(options, words[i], words[i + 1]);
    is_right = is_right && is_whole(options);
    if (!is_right) fputs(USAGE, stderr);
    return is_right;
}
