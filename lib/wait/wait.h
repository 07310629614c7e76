/*
 * Waiting for what is outside of the program: for time to pass, and for other machines to answer. Where the work in hand is on a fiber,
 * others run while it waits; anywhere else (a job, plain CGI) the program waits, and nothing else is done.
 *
 * Nobody waits within a transaction: others would use its connection, and it would hold its locks. lib/db says where one is open.
 */
#ifndef WAIT_WAIT_H
#define WAIT_WAIT_H

#include <stdbool.h>
#include <stdint.h>

/* Waits so long. FAULT_BUG within a transaction, like the next two. */
void wait_milliseconds(int64_t milliseconds);

/* True if the work in hand is on a fiber: it waits by wait_until(), and must not hold up the program by a call that blocks. */
bool wait_aside(void);

/* For a fiber: waits until this is true, which a function of the wait_source below will see to. */
void wait_until(const bool *over);

/* For lib/db: from the first on, and until the second, the work in hand must not wait. */
void wait_forbid(void);
void wait_allow(void);

/* ---- for the one module that fibers wait for, out/http: its sockets and its clock. Both functions are called outside of fibers. */

struct wait_source {
	void (*ready)(int file, unsigned events); /* a file has some of these events of epoll(7) */
	void (*due)(void);                        /* the time that was asked for has passed */
};

/* Must be called before the next two, which may be called where no fault may pass. The source must live as long as the program. */
void wait_use(const struct wait_source *source);

/* Calls `ready` when the file has one of these events; 0: not any more. False where the system refuses. */
bool wait_watch(int file, unsigned events);

/* Calls `due` after so many milliseconds, and only then; -1: not at all. */
void wait_timer(int64_t milliseconds);

/* ---- for the loop of a program that has fibers */

/* A file that can be read when wait_go_on() has something to do before wait_left() has passed. */
int wait_file(void);

/* Milliseconds until wait_go_on() has something to do; -1: no clock will make it so. */
int64_t wait_left(void);

/* Lets all that have what they waited for go on. */
void wait_go_on(void);

/* Sleeps until wait_go_on() has something to do, or a signal comes. */
void wait_sleep(void);

#endif
