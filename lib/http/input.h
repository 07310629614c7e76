/*
 * What a client sent, read by type. Each reader adds an entry to the request's errors where a rule is broken: in the API `message`, of
 * what was typed into a form what is wrong with it (http/input_problem.h). A handler reads all its inputs and then returns INVALID if
 * input_failed(). All texts are in NFC, whatever form they were sent in (http/input_unicode.h).
 */
#ifndef HTTP_INPUT_H
#define HTTP_INPUT_H

#include "http/request.h"

/* Reads the body into request->input: a JSON object (API) or a form (page). DONE or MALFORMED. An empty body has no members. */
const struct outcome *input_read(struct request *request);

/*
 * Reads the query into request->input, and leaves out malformed pairs. For who isn't signed in, only the parameters that a CACHEABLE route
 * takes are read, in the order in which it names them: the cache tells replies apart by these alone, so the page must not depend on others.
 */
void input_read_query(struct request *request);

/* Reads the idempotency key: in the API from the header, for a form from the field `idempotency_key`. NULL where the route takes none. */
void input_read_key(struct request *request);

/* True if the body has the media type that this route reads, or there is no body. */
bool input_type_fits(const struct request *request);

/* Adds an error. The texts must be literals or belong to the request's pool. */
void input_error(struct request *request, const char *field, const char *message);
bool input_failed(const struct request *request);
void input_forget_errors(struct request *request);

/* A text of the body, and a text of the query, unchanged; "" where there is none. */
const char *input_raw(const struct request *request, const char *name);
const char *input_query_text(const struct request *request, const char *name);

/* A trimmed text of `min` to `max` characters without control characters, of which one can be seen; NULL and an error otherwise. */
const char *input_text(struct request *request, const char *name, size_t min, size_t max, const char *message);

/* An amount in minor units of the shop's currency, from a JSON number or a numeric text, in a form with a comma too
 * (money_from_typed()); an error where it is none. */
int64_t input_money(struct request *request, const char *name, const char *message);

/*
 * A whole number from `min` to `max`; `otherwise` where the client left it out (or left it empty, in a form); an error where it is anything
 * else.
 */
int64_t input_count(struct request *request, const char *name, int64_t min, int64_t max, int64_t otherwise,
                    const char *message);

/*
 * Reads a whole number from any JSON value. False, without an error, where the value is no number from `min` to `max`. `value` may be NULL.
 */
bool input_count_from_json(const json_t *value, int64_t min, int64_t max, int64_t *count);

/* A whole number of the query, from 1 to `max`; `otherwise` where the client left it out; an error where it is anything else. */
int64_t input_query_count(struct request *request, const char *name, int64_t max, int64_t otherwise, const char *message);

/* Does the same for a number from 0 to `max`. */
int64_t input_query_number(struct request *request, const char *name, int64_t max, int64_t otherwise, const char *message);

/* An id in the query; NULL where the client left it out; NULL and an error where it is no id. */
const char *input_query_id(struct request *request, const char *name, const char *message);

#endif
