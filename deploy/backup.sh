#!/bin/sh
# Backs up the database and the key file of a server, which may be running, and with a third folder its context stores.
# Reads the settings of the server.
#   sh deploy/backup.sh FOLDER_FOR_DATABASES FOLDER_FOR_KEYS [FOLDER_FOR_STORES]
# For PostgreSQL the password comes from PGPASSWORD or ~/.pgpass: others can read the arguments of pg_dump.
set -eu
umask 077
data=${TOOLSPAN_DATA_DIR:-toolspan-data}
url=${TOOLSPAN_DATABASE_URL:-sqlite:///$data/toolspan.db}
now=$(date -u +%Y%m%dT%H%M%SZ)
mkdir -p "$1" "$2"
stores=${3:+${TOOLSPAN_STORE_URL:-}}
for each in "$url" "$stores"; do
    case $each in
    *://*:*@*)
        echo "A URL holds a password: leave it out here, and use PGPASSWORD or ~/.pgpass." >&2
        exit 2
        ;;
    esac
done
case $url in
sqlite:///*)
    dump=$1/toolspan-$now.db
    python3 -c 'import sqlite3, sys; sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True).backup(sqlite3.connect(sys.argv[2]))' \
        "${url#sqlite:///}" "$dump"
    ;;
*)
    dump=$1/toolspan-$now.dump
    pg_dump --format custom --no-owner --file "$dump" "$url"
    ;;
esac
# The keys come last: a rotation meanwhile adds keys and removes none.
cp "${TOOLSPAN_KEY_FILE:-$data/keys.json}" "$2/keys-$now.json"
echo "$dump"
echo "$2/keys-$now.json"
[ -n "${3:-}" ] || exit 0
if [ -n "$stores" ]; then
    mkdir -p "$3"
    pg_dump --format custom --no-owner --schema 'toolspan_*' --file "$3/stores-$now.dump" "$stores"
    echo "$3/stores-$now.dump"
else
    toolspan server back-up-stores "$3/stores-$now"
fi
