/*
 * Money is an int64_t of minor units: hundredths of the currency's unit. Clients send and see major units (299.99) with two decimals at
 * most, and none for a currency that ISO 4217 gives none; people and payment providers see as many as it gives.
 */
#ifndef BASE_MONEY_H
#define BASE_MONEY_H

#include <stdbool.h>
#include <stdint.h>

#define MONEY_MAX INT64_C(99999999999) /* 999 999 999.99 */
#define MONEY_SIZE 40                  /* room for any amount as text */

/* Reads "299.99", " 10.5 " or "150": digits, then two decimals at most. False for anything else; `*minor` is then unchanged. */
bool money_from_text(const char *text, int64_t *minor);

/*
 * Reads what a person typed, where a comma may be the decimal mark or set off thousands: "12,50", "1,299.99", "1.299,99", "1,000,000".
 * False where that can be read in two ways: "1,000", but for a currency without decimals.
 */
bool money_from_typed(const char *text, const char *currency, int64_t *minor);

/* Reads a number of JSON. False unless it is the double nearest to an amount of two decimals, from 0 to MONEY_MAX. */
bool money_from_double(double major, int64_t *minor);

/* Writes a JSON number in its shortest form: 299.99, 150, 0.5. */
void money_json(char out[MONEY_SIZE], int64_t minor);

/* Writes the value of a form's box: "299.99", "150.00". */
void money_plain(char out[MONEY_SIZE], int64_t minor);

/* Writes what people read, with the decimals that ISO 4217 gives the currency: "$1,299.99", "150 JPY", "1.500 KWD"; "Free" for 0. */
void money_text(char out[MONEY_SIZE], int64_t minor, const char *currency);

/* To the units that payment providers use, the smallest of the currency by ISO 4217 (cents, whole yen), and back. */
int64_t money_to_units(int64_t minor, const char *currency);
int64_t money_from_units(int64_t units, const char *currency);

/* True if the currency can pay this amount: yen have no hundredths. */
bool money_fits(int64_t minor, const char *currency);

/* True for a code of ISO 4217, in capitals, of something that people pay with. */
bool money_is_currency(const char *code);

#endif
