/* What Stripe has answered: its members, and, where that is no success, a line of the log for whoever runs the shop. */
#ifndef STRIPE_ANSWER_H
#define STRIPE_ANSWER_H

#include <jansson.h>

struct stripe_answer {
	int status;
	json_t *json; /* an object of the pool; NULL where there was no answer that can be relied on; 4xx are answers */
	const char *request_id; /* Stripe's, by which its support finds the request; NULL for none */
};

/* A member that is a text; NULL for none. */
const char *stripe_text(const json_t *object, const char *name);

/* A text of the answer's error, as its code; NULL for none. */
const char *stripe_answer_error(const struct stripe_answer *answer, const char *name);

/*
 * Writes the answer to the log: its status, code, message and Stripe's id of the request. The message without what may be a
 * secret.
 */
void stripe_answer_log(const char *method, const char *path, const struct stripe_answer *answer);

/*
 * `message`, less what it quotes, keys, and words with four digits in a row or more: a program may have sent a card's number for
 * a token, and Stripe says "No such token: '4242…'".
 */
const char *stripe_answer_safe(void *pool, const char *message);

#endif
