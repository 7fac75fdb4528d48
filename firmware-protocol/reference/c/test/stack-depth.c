// Stack depth: adds up the frames along all calls that GCC lists with -fcallgraph-info=su; `stack-depth <file.ci>...`.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FUNCTIONS_MAX = 1024, CALLS_MAX = 8192, NAME_MAX_HERE = 160 };

static struct function {
    char name[NAME_MAX_HERE];
    long frame, deepest, deepest_outside; // -1: not known yet, or never
    struct function *next, *next_outside;
    int is_open;
} functions[FUNCTIONS_MAX];
static struct call {
    struct function *from, *to;
} calls[CALLS_MAX];
static size_t function_count, call_count;

static void die(const char *what, const char *which)
{
    fprintf(stderr, "stack: %s: %s\n", what, which);
    exit(1);
}

static struct function *find(const char *name)
{
    struct function *function = functions;
    while (function < functions + function_count && strcmp(function->name, name) != 0) function++;
    if (function < functions + function_count) return function;
    if (function_count == FUNCTIONS_MAX || strlen(name) >= NAME_MAX_HERE) die("no room for", name);
    strcpy(function->name, name);
    function->deepest = function->deepest_outside = -1;
    function_count++;
    return function;
}

/** The text in quotes after `label`; empty when there is none. */
static void quoted(const char *line, const char *label, char text[NAME_MAX_HERE])
{
    const char *from = strstr(line, label);
    const char *end = from ? strchr(from + strlen(label), '"') : NULL;
    size_t length = end ? (size_t)(end - from) - strlen(label) : 0;
    if (length >= NAME_MAX_HERE) die("too long", line);
    if (length > 0) memcpy(text, from + strlen(label), length);
    text[length] = '\0';
}

static void read_line(const char *line)
{
    char name[NAME_MAX_HERE], to[NAME_MAX_HERE];
    const char *bytes = strstr(line, " bytes (");
    if (strncmp(line, "node:", 5) == 0) {
        quoted(line, "title: \"", name);
        if (!bytes) return;
        // A frame whose size only shows at run time has no bound.
        if (strncmp(bytes, " bytes (dynamic)", 16) == 0) die("no bounded frame", name);
        while (bytes[-1] >= '0' && bytes[-1] <= '9') bytes--;
        find(name)->frame = atol(bytes);
    } else if (strncmp(line, "edge:", 5) == 0) {
        quoted(line, "sourcename: \"", name);
        quoted(line, "targetname: \"", to);
        if (call_count == CALLS_MAX) die("too many calls", name);
        calls[call_count].from = find(name);
        calls[call_count++].to = find(to);
    }
}

static long measure(struct function *function)
{
    if (function->is_open) die("recursion", function->name);
    if (function->deepest >= 0) return function->deepest;
    function->is_open = 1;
    function->deepest = function->frame;
    if (strcmp(function->name, "__indirect_call") == 0) function->deepest_outside = 0;
    for (size_t i = 0; i < call_count; i++) {
        struct function *to = calls[i].to;
        if (calls[i].from != function) continue;
        if (function->frame + measure(to) > function->deepest) {
            function->deepest = function->frame + to->deepest;
            function->next = to;
        }
        if (to->deepest_outside >= 0 && function->frame + to->deepest_outside > function->deepest_outside) {
            function->deepest_outside = function->frame + to->deepest_outside;
            function->next_outside = to;
        }
    }
    function->is_open = 0;
    return function->deepest;
}

/** Functions of one file have its path before their name. */
static void print(const struct function *function)
{
    const char *colon = strrchr(function->name, ':');
    printf(" %s %ld", colon ? colon + 1 : function->name, function->frame);
}

int main(int count, char **words)
{
    static char line[4096];
    struct function *deepest = functions, *outside = functions;
    for (int i = 1; i < count; i++) {
        FILE *file = fopen(words[i], "r");
        if (!file) die("cannot read", words[i]);
        while (fgets(line, sizeof line, file)) read_line(line);
        fclose(file);
    }
    if (function_count == 0) die("nothing to add up", "give .ci files");
    for (size_t i = 0; i < function_count; i++) {
        measure(&functions[i]);
        if (functions[i].deepest > deepest->deepest) deepest = &functions[i];
        if (functions[i].deepest_outside > outside->deepest_outside) outside = &functions[i];
    }
    printf("stack: %ld bytes at most:", deepest->deepest);
    for (const struct function *at = deepest; at; at = at->next) print(at);
    printf("\nstack: %ld bytes at most when it calls your port or your kind:", outside->deepest_outside);
    for (const struct function *at = outside; at->next_outside; at = at->next_outside) print(at);
    printf("\n");
    return 0;
}
