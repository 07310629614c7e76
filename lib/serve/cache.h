/*
 * Replies kept in a program's memory: those of routes marked CACHEABLE, for requests without a session, since they are the same for
 * everybody. What a reader may see, and for how long:
 *
 * - of one thing (a route with {id}) never anything old: the reply is kept while no commit of this machine has touched that thing
 *   (shm_generation(), raised before the commit's request is answered, so whoever was told of a change sees it) and no hold of the shop
 *   has run out, whose moment was asked of the database when the reply was made;
 * - in a list never a thing that is missing, or old in what its seller says of it, by a commit of this machine; but what is left of
 *   each may be CACHE_MS old. Each order changes that, and lists are read most while there are most orders;
 * - all of it CACHE_MS old where another machine, or SQL by hand, changed it.
 *
 * Without shared memory nothing is kept.
 */
#ifndef SERVE_CACHE_H
#define SERVE_CACHE_H

#include "http/request.h"

#define CACHE_MS 100
#define CACHE_CATALOGUE "catalogue" /* touched by whoever changes what lists say of things, stock aside */

/* True where the reply is a kept one. A route that is CACHEABLE is a GET for everybody: there is nothing to check before. */
bool cache_find(struct request *request);

/* Notes, before the handler reads anything, until when what it reads is certain. */
void cache_begin(struct request *request);

/* Keeps the reply, if it may be kept. */
void cache_keep(struct request *request);

#endif
