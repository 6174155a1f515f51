#!/bin/sh
# Builds the image on a bare Debian and runs it as compose.yaml does, without a network: a run, its
# status, the pages and their health check. As root, with podman and debootstrap (apt-get install
# podman debootstrap); the package registry is reached while the image is built. It leaves the image
# "benchmarks" and nothing else.
#   deploy/try_image.sh
# Where the registry has a certificate of one's own, SSL_CERT_FILE names the file of authorities.
set -eu
cd "$(dirname "$0")/.."
bare=$(mktemp -d)
volume=benchmarks-tried-$$
trap 'podman rm --force --ignore $volume >/dev/null; podman volume rm --force $volume >/dev/null; rm -rf "$bare"' EXIT
trusted=${SSL_CERT_FILE:+--volume=$SSL_CERT_FILE:/etc/ssl/certs/ca-certificates.crt:ro}

debootstrap --variant=minbase --include=python3,python3-venv,make,ca-certificates bookworm "$bare" >/dev/null
tar --directory "$bare" --exclude ./dev --create . \
    | podman import --change ENV=SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt - localhost/bare:bookworm

# Podman keeps a health check in Docker's format alone.
podman build --isolation chroot --format docker --network host --pull=never $trusted \
    --build-arg BUILDER=localhost/bare:bookworm --build-arg BASE=localhost/bare:bookworm \
    --file deploy/Containerfile --tag benchmarks .
podman image ls benchmarks

# As compose.yaml says.
run="podman run --network none --read-only --read-only-tmpfs=false --tmpfs /tmp --cap-drop ALL \
    --security-opt no-new-privileges:true --init --volume $volume:/data"
$run --rm benchmarks run
$run --rm benchmarks status
$run --detach --name $volume benchmarks
for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do
    sleep 10
    podman healthcheck run $volume && break
done
podman exec $volume python deploy/is_up.py
echo "The image was built, published, and its pages answer."
