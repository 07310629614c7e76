/*
 * Accepts the connections that the web server makes to this program. For fastcgi.c, where the program listens on a Unix socket.
 *
 * lighttpd and mod_fcgid pass on a request when all of it has arrived. A web server that passes it on while it arrives, as Apache's
 * mod_proxy_fcgi does, starts the programs with BOXOFFICE_STREAMED in their environment. Then accept_next() returns a connection only
 * when its whole request can be read, so that a client who sends slowly doesn't block the others. Of more than 512 that send slowly at once
 * the further ones are closed.
 */
#ifndef GATEWAY_ACCEPT_H
#define GATEWAY_ACCEPT_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Call this first. `exactly`: the limit of accept_next() is to be kept. For that, and where requests are streamed, the socket is made
 * non-blocking for all programs that share it; else accepting is one call of the system, with a limit of its own (ACCEPT_SECONDS). `also`:
 * a file that ends the waiting, too, when it can be read, where the limit is kept; -1: none. FAULT_BUG where the system refuses.
 */
void accept_watch(int socket, bool exactly, int also);

#define ACCEPT_SECONDS 2

/*
 * The next connection. Where requests are streamed its whole request can be read, or the first 16 KB of a larger one. -1 where there is
 * none so many milliseconds later (with errno EAGAIN), when the program is to stop, or after an error; -1 milliseconds: for ever.
 */
int accept_next(int64_t milliseconds);

/* Tells accept_next() that the program is to stop: one that waits returns. May be called by a signal handler. */
void accept_stop(void);

#endif
