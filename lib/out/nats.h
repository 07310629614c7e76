/*
 * NATS JetStream as a consumer of the feed: each event becomes a message of the stream BOXOFFICE. Its subject is `boxoffice.` and the
 * event's with `:` as `.`, its body what the feed gives, its Nats-Msg-Id the outbox id, by which the server drops a repeat.
 *
 * A batch is under way at once, but each message names the one before it (Nats-Expected-Last-Msg-Id): where one isn't
 * stored none of those behind it is, so the stream has first deliveries in the order of positions whatever fails.
 *
 * A server that is away, slow, full or has no JetStream is asked again each second; the log says once that it went and once that
 * it is back. docs/events.md says what a consumer of the stream may rely on.
 */
#ifndef OUT_NATS_H
#define OUT_NATS_H

#include <stdbool.h>
#include <stdint.h>

/* A worker of jobs/relay. */
bool nats_wanted(void);
int64_t nats_round(void *pool);
void nats_end(void);

#endif
