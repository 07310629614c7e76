/*
 * What a client sent, read by type. Each reader adds an entry to the request's errors where a rule is broken; a handler
 * reads all its inputs and then returns INVALID if input_failed().
 */
#ifndef HTTP_INPUT_H
#define HTTP_INPUT_H

#include "http/request.h"

/* Reads the body into request->input: a JSON object (API) or a form (page). DONE or MALFORMED. No body is no members. */
const struct outcome *input_read(struct request *request);

/*
 * Reads the query into request->input. Malformed pairs are left out; of a route that is CACHEABLE all but these, so that an address
 * has no other parameters that its page could depend on.
 */
#define INPUT_CACHEABLE "after", "limit", "q"
void input_read_query(struct request *request);

/* True if the body's type is what this route reads, or there is no body. */
bool input_type_fits(const struct request *request);

/* Adds an error; the texts must outlive the request (literals or its pool). */
void input_error(struct request *request, const char *field, const char *message);
bool input_failed(const struct request *request);

/* A text as it came; "" where there is none. */
const char *input_raw(const struct request *request, const char *name);
const char *input_query_text(const struct request *request, const char *name);

/* A trimmed text of `min` to `max` characters without control characters; NULL and an error otherwise. */
const char *input_text(struct request *request, const char *name, size_t min, size_t max, const char *message);

/* An amount in minor units that the shop's currency has, from a JSON number or a numeric text. */
int64_t input_money(struct request *request, const char *name, const char *message);

/* A whole number between the two; `otherwise` where it is left out (or, in a form, empty). */
int64_t input_count(struct request *request, const char *name, int64_t min, int64_t max, int64_t otherwise,
                    const char *message);

/* The same from any JSON value; NULL stands for one that was left out. */
bool input_count_from_json(const json_t *value, int64_t min, int64_t max, int64_t *count);

/* A whole number of the query, 1 to `max`; `otherwise` where it is left out; an error where it is another or none. */
int64_t input_query_count(struct request *request, const char *name, int64_t max, int64_t otherwise, const char *message);

/* The same from 0 on. */
int64_t input_query_number(struct request *request, const char *name, int64_t max, int64_t otherwise, const char *message);

/* An id of the query; NULL where it is left out, NULL and an error where it is none. */
const char *input_query_id(struct request *request, const char *name, const char *message);

#endif
