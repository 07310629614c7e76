/* An HTTP answer as it comes in, piece by piece; used by load.c. */
#ifndef BENCH_ANSWER_H
#define BENCH_ANSWER_H

#include <stddef.h>

struct answer {
	char *bytes;
	size_t length, room;
	size_t head, body; /* lengths; head is 0 until it has been read, body ANSWER_TO_THE_END if only the end of the connection tells */
	int chunked, closes;
};

#define ANSWER_TO_THE_END ((size_t)-1)

/* Ready for the next answer; the memory stays. */
void answer_reset(struct answer *answer);

/* Reads what is there from a socket: what recv said. */
long answer_receive(struct answer *answer, int fd);

/* True if all of it has come. */
int answer_is_complete(struct answer *answer);

/* True if an answer is complete because the connection has ended. */
int answer_ends_here(const struct answer *answer);

/* 0: there is none. */
int answer_status(const struct answer *answer);

/* Of the body, with whatever frames its chunks. */
size_t answer_size(const struct answer *answer);

/* The id that a body of JSON begins with, of so many characters; 0: there is none, and `id` stays. */
int answer_id(const struct answer *answer, char *id, size_t length);

#endif
