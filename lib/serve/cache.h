/*
 * Replies kept in a program's memory: those of routes marked CACHEABLE, for requests without a session, since they are the same for
 * everybody. A reply is shown again while nothing that it tells can have changed:
 *
 * - no commit of this machine has changed a product since (shared_read(SHARED_GENERATION), raised before the commit's request is
 *   answered, so whoever was told of a change sees it);
 * - no hold has run out since: the moment of the next end of one was asked of the database when the reply was made;
 * - and it is younger than CACHE_MS, since another machine, or SQL by hand, may have changed what it tells.
 *
 * Without shared memory nothing is kept.
 */
#ifndef SERVE_CACHE_H
#define SERVE_CACHE_H

#include "http/request.h"

#define CACHE_MS 100

/* True where the reply is a kept one. A route that is CACHEABLE is a GET for everybody: there is nothing to check before. */
bool cache_find(struct request *request);

/* Notes, before the handler reads anything, until when what it reads is certain. */
void cache_begin(struct request *request);

/* Keeps the reply, if it may be kept. */
void cache_keep(struct request *request);

#endif
