/*
 * Money is an int64_t of minor units: hundredths, whatever the currency. It comes in and goes out in major units with at most two
 * decimals, and none for a currency that ISO 4217 gives none; people and payment providers see as many as it gives.
 */
#ifndef BASE_MONEY_H
#define BASE_MONEY_H

#include <stdbool.h>
#include <stdint.h>

#define MONEY_MAX INT64_C(99999999999) /* 999 999 999.99 */
#define MONEY_SIZE 40                  /* room for any amount as text */

/* "299.99", " 10.5 ", "150": digits, then at most two decimals. False, and nothing set, for anything else. */
bool money_from_text(const char *text, int64_t *minor);

/* 299.99 as a double: exactly the double nearest to an amount of two decimals, from 0 to MONEY_MAX. */
bool money_from_double(double major, int64_t *minor);

/* As a JSON number, shortest form: 299.99, 150, 0.5. */
void money_json(char out[MONEY_SIZE], int64_t minor);

/* For a form: "299.99", "150.00". */
void money_plain(char out[MONEY_SIZE], int64_t minor);

/* For people, with the decimals that ISO 4217 gives the currency: "$1,299.99", "150 JPY", "1.500 KWD"; "Free" for 0. */
void money_text(char out[MONEY_SIZE], int64_t minor, const char *currency);

/* A provider's units: the currency's smallest, by ISO 4217's exponent (cents; whole yen), and back. */
int64_t money_to_units(int64_t minor, const char *currency);
int64_t money_from_units(int64_t units, const char *currency);

/* True if the currency has amounts like this: no cents of yen. */
bool money_fits(int64_t minor, const char *currency);

/* True for a code of ISO 4217, in capitals, of something that people pay with. */
bool money_is_currency(const char *code);

#endif
