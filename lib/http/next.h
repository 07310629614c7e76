/* Where signing in leads: back to what somebody was about to do when it turned out that he must sign in first. Below the base path. */
#ifndef HTTP_NEXT_H
#define HTTP_NEXT_H

#include "http/request.h"

/* The address that the input `next` names, in the form or the query; "/" where it isn't one of this shop. */
const char *next_wanted(const struct request *request);

/*
 * The address that `next` should name so that signing in leads back: of a GET its own, with its query; of a form that was sent the page
 * that it is on (`form` of its route), with what was typed in the query, where the page takes that from. Where `next` is known already
 * it stays what it is.
 */
const char *next_back(struct request *request);

#endif
