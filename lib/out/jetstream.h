/*
 * A connection to the NATS server that the settings name, and the stream of events there. What goes wrong is a line of words, NULL
 * for nothing; no address or password is ever in it. libnats works with threads of its own: they get no signal, as those are
 * for the program to handle, so whatever may start one is done between jetstream_mask() and jetstream_unmask().
 */
#ifndef OUT_JETSTREAM_H
#define OUT_JETSTREAM_H

#include <nats/nats.h>
#include <signal.h>
#include <stdbool.h>

#define JETSTREAM_STREAM "BOXOFFICE"
#define JETSTREAM_SUBJECTS "boxoffice.>"
#define JETSTREAM_WAIT_MS 2000 /* for a connection, an answer of the server about streams, a write */

struct jetstream {
	natsConnection *connection;
	jsCtx *context;
};

/* Connects under this name, once: a connection that breaks is not made again by itself. `options`: of jsOptions_Init(). */
const char *jetstream_open(struct jetstream *link, const char *name, jsOptions *options);

/*
 * Makes the stream where there is none. One that is there is kept, with all that is in it and all that its operator has set; only
 * what the shop can't do without is added to it.
 */
const char *jetstream_prepare(void *pool, struct jetstream *link);

bool jetstream_is_open(const struct jetstream *link);
void jetstream_close(struct jetstream *link);

void jetstream_mask(sigset_t *before);
void jetstream_unmask(const sigset_t *before);

#endif
