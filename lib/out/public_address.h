/*
 * Where a user's webhook may lead: to addresses of the public Internet, and not to this machine, its network or whatever else is
 * set aside (IANA's special-purpose registries, RFC 6890). Asked when a connection is made, so a name that leads elsewhere later
 * is caught too.
 */
#ifndef OUT_PUBLIC_ADDRESS_H
#define OUT_PUBLIC_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

/* True for an IPv4 or IPv6 address of the public Internet; of one that stands for an IPv4 address, that one counts. */
bool public_address_is_public(const struct sockaddr *address);

/* NULL, or what is wrong with an endpoint's URL, in the API's words. */
const char *public_address_problem(const char *url);

#endif
