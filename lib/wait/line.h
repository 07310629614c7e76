/*
 * A waiting line for what keeps a processor busy and can't be done in pieces, such as hashing a password: one does it after the other, and
 * few may wait. The program accepts whoever comes before it lets the next one go on, so that those for whom there is no place are told at
 * once, and those who have waited are served in a fair order: whoever has many in the line has one turn for each turn of the others, and
 * where the line is full he loses his last place to who has fewer.
 *
 * Where a program has one request at a time (plain CGI, mod_fcgid), the line is one of processes, on this machine: two of them work at
 * once, and few wait, in no certain order: each looks every 50 ms whether it can begin.
 */
#ifndef WAIT_LINE_H
#define WAIT_LINE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Waits its turn in the line, and runs `work`, which must not wait. False, and nothing was run, where `max` are waiting already and have
 * more right to it; `max` below 0: there is always a place, and no order. `who` is the one whose turn it is, among others. FAULT_BUG
 * within a transaction.
 */
bool line_run(const char *who, int64_t max, void (*work)(void *), void *argument);

/* ---- for the loop of a program that has fibers */

bool line_is_empty(void);

/*
 * Makes it the next one's turn, who runs in the next wait_go_on(). False: nobody waits; or the program isn't idle and has looked after the
 * line a moment ago.
 */
bool line_go_on(bool idle);

#endif
