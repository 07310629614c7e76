/*
 * Asks the built programs, as plain CGI: by environment and standard input, without a server.
 *
 *	struct answer *answer = ask("PUT", url, .as = bob, .json = "{…}");
 *
 * ck_assert_refused(answer, 400, "Price must be a positive number", "price");
 *
 * Whatever is asked, ask() itself looks at what every answer must have: the headers of security, a length, one line in
 * the log and no secret in it.
 */
#ifndef TESTS_ASK_H
#define TESTS_ASK_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/id.h"

/* An account that is signed in. */
struct person {
	char id[ID_SIZE];
	const char *email, *token; /* that of the session */
};

struct question {
	const char *method, *url;
	const struct person *as;
	const char *json, *form; /* a body and its type; a form gets its CSRF token unless `no_csrf` */
	const char *body, *type; /* any other body, and its type */
	size_t length;           /* of `body`; 0: it is a text */
	const char *key;         /* Idempotency-Key */
	const char *cookie;      /* instead of the session's */
	const char *settings;    /* lines on top of the configuration */
	const char *environment[8]; /* NAME=value */
	bool tls, no_csrf;
};

struct answer {
	int status;
	const char *head, *body; /* texts */
	size_t length;           /* of the body */
	json_t *json;            /* NULL where it is none */
	const char *log;
};

#define ask(verb, address, ...) test_ask(&(struct question){ .method = (verb), .url = (address), __VA_ARGS__ })

struct answer *test_ask(const struct question *question);

/* The value of a header; NULL where there is none. The second takes the one that begins with these characters. */
const char *header_of(const struct answer *answer, const char *name);
const char *header_with(const struct answer *answer, const char *name, const char *start);

/* The value of the cookie that the answer sets; NULL where it sets none. */
const char *cookie_of(const struct answer *answer, const char *name);

/* A member of the JSON: "product.id", "0.title"; as text, numbers in their shortest form, "" where there is none. */
const char *member(const struct answer *answer, const char *path);

/* The value of the page's hidden or text input of this name; NULL where there is none. */
const char *field_of(const struct answer *answer, const char *name);

/* A new account, signed in. Its rows are committed. */
const struct person *new_person(void);

/* A new product's address, "/api/products/…", put on sale by `seller`; a new order's. */
const char *sell(const struct person *seller, const char *price, int quantity);
const char *buy(const struct person *buyer, const char *product_url, int quantity);

/* The last segment of an address. */
const char *id_in(const char *url);

/* Rows in a table, for `nothing is written`. */
long rows_of(const char *table);

#define ck_assert_status(answer, wanted) \
	ck_assert_msg((answer)->status == (wanted), "status %d instead of %d: %.2000s", (answer)->status, (wanted), (answer)->body)

/* The one error; `field` NULL for one that blames none. */
#define ck_assert_refused(answer, wanted, text, name) \
	do { \
		ck_assert_status(answer, wanted); \
		ck_assert_str_eq(member(answer, "errors.0.message"), text); \
		ck_assert_str_eq(member(answer, "errors.0.field"), (name) ? (name) : ""); \
		ck_assert_str_eq(member(answer, "errors.1.message"), ""); \
	} while (0)

#endif
