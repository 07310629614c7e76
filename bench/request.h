/* A request as load.c sends it, again and again. */
#ifndef BENCH_REQUEST_H
#define BENCH_REQUEST_H

#include <stddef.h>

#define REQUEST_ID 24 /* characters of an id, and @ where one is to stand */

struct request {
	char *bytes;
	size_t length;
	size_t before_id; /* bytes before the id; without one: all of them */
	int follows;      /* the second half of the request before it */
};

/* Of a line of METHOD, path, session cookie and body, separated by tabs, for a server at this port. Takes the line apart. */
struct request request_of(char *line, int port);

/*
 * Sends all of it, with an id in its place. 0 if the connection doesn't take it: a request is a few hundred bytes, which a socket with
 * nothing in it takes whole.
 */
int request_send(const struct request *request, int fd, char *id);

#endif
