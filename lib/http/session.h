/*
 * Who sends the request. A session is a signed token in the cookie `session`. A visitor who isn't signed in gets a random
 * cookie `visitor` with the first form, so that forms have a CSRF token before there is a session (OWASP Cross-Site
 * Request Forgery Prevention Cheat Sheet: signed double submit, bound to the session).
 */
#ifndef HTTP_SESSION_H
#define HTTP_SESSION_H

#include "http/request.h"

/* Finds out who it is: sets signed_in, session and token. */
void session_read(struct request *request);

/* The id of the account that is signed in. That somebody is, the route's row must have seen to: a fault of ours (FAULT_BUG) otherwise. */
const char *session_user(const struct request *request);

/* True unless the request changes something and was sent by another site (Origin, Sec-Fetch-Site). */
bool session_same_origin(const struct request *request);

/*
 * The token for this visitor's forms. A visitor without a cookie gets one, appended to the headers; `headers` NULL: no cookie is set,
 * and the token is "".
 */
const char *session_form_token(struct request *request, struct text *headers);

/* True if the form's `csrf` was made for this visitor. */
bool session_form_is_ours(const struct request *request);

/*
 * Whose idempotency keys a request's key is among: the account's, the operator's, else this visitor's, known by his cookie, or by his
 * network address where he has none. 24 characters that tell nobody's secret.
 */
const char *session_owner(struct request *request);

/* Append the Set-Cookie line that begins a session of this account; that ends the session. */
void session_begin(struct request *request, const char *user_id, const char *email, struct text *headers);
void session_end(const struct request *request, struct text *headers);

#endif
