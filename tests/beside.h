/* Another process with a connection of its own, beside the test's. */
#ifndef TESTS_BESIDE_H
#define TESTS_BESIDE_H

#include <stdint.h>
#include <sys/types.h>

/* Channels to it and from it: a number goes in at one end and comes out at the other. */
extern int to_beside[2], from_beside[2];

/* Starts it; the test's connection is closed first, since both would own it. */
pid_t beside_start(void (*work)(void));

void beside_tell(const int channel[2], int64_t what);
int64_t beside_hear(const int channel[2]);

/* Work for it: ends the connection that beside_lose_connection() names, at once or 0.3 seconds later. */
void beside_kill(void);
void beside_kill_later(void);
void beside_lose_connection(void);

/* From now on the test's connections go by TCP, to a process that hands on what comes to the database's socket. */
void beside_connect_by_tcp(void);

/* Waits until that process has closed a connection that the database has ended. */
void beside_await_end(void);

#endif
