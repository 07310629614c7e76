/*
 * Who sends the request. A session is a signed token in the cookie that BOXOFFICE_SESSION_COOKIE names. A visitor who isn't signed in
 * gets a random cookie with the first form, of that name and `_visitor`, so that forms have a CSRF token before there is a session (OWASP
 * Cross-Site Request Forgery Prevention Cheat Sheet: signed double submit, bound to the session).
 */
#ifndef HTTP_SESSION_H
#define HTTP_SESSION_H

#include "http/request.h"

/*
 * Reads the session's cookie, and sets signed_in, session and token of request->visitor. Of several cookies of the name each is tried:
 * others on the domain may have set the same.
 */
void session_read(struct request *request);

/* The id of the account that is signed in. For routes that are SIGNED_IN: FAULT_BUG where nobody is. */
const char *session_user(const struct request *request);

/* Of a request that changes something: true unless it was sent by another site (Origin, Sec-Fetch-Site). */
bool session_same_origin(const struct request *request);

/*
 * The token for this visitor's forms. A visitor without a cookie gets one, appended to the headers; `headers` NULL: no cookie is set,
 * and the token is "".
 */
const char *session_form_token(struct request *request, struct text *headers);

/* True if the form's `csrf` was made for this visitor. */
bool session_form_is_ours(const struct request *request);

/*
 * Who owns the idempotency key of this request: the account, the operator, else the visitor, known by a cookie or, without one, by the
 * network address. 24 characters, from which neither the cookie nor the address can be found.
 */
const char *session_owner(struct request *request);

/* Append a Set-Cookie line to the headers: session_begin() one that signs in this account, session_end() one that signs out, and
 * one more for the root of the host where a second session of ours came: it is from when the shop was there. */
void session_begin(struct request *request, const char *user_id, const char *email, struct text *headers);
void session_end(const struct request *request, struct text *headers);

#endif
