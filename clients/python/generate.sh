#!/usr/bin/env bash
# Makes assay/_generated from proto/, with the distribution's protoc and grpc_python_plugin.
#
# usage: clients/python/generate.sh [TARGET]     TARGET: where to, default clients/python/assay/_generated
#
# google/rpc is taken in under a name of ours: a second definition of the same file would make
# protobuf refuse to load beside googleapis-common-protos.  On the wire nothing changes.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
contract="$here/../../proto"
target="${1:-$here/assay/_generated}"
for tool in protoc grpc_python_plugin; do
  command -v "$tool" > /dev/null && continue
  echo "generate.sh: there is no $tool (packages protobuf-compiler and protobuf-compiler-grpc)" >&2
  exit 1
done
plugin="$(command -v grpc_python_plugin)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

mkdir -p "$work/in/assay/wire" "$work/in/assay/v1" "$work/out"
for name in status error_details; do
  sed -e 's/^package google\.rpc;/package assay.wire;/' -e '/^option /d' \
    "$contract/google/rpc/$name.proto" > "$work/in/assay/wire/$name.proto"
done
for file in "$contract"/assay/v1/*.proto; do
  sed -e 's#"google/rpc/#"assay/wire/#' -e 's/google\.rpc\./assay.wire./g' \
    "$file" > "$work/in/assay/v1/$(basename "$file")"
done

cd "$work/in"
protoc -I . --python_out="$work/out" --pyi_out="$work/out" assay/wire/*.proto assay/v1/*.proto
for file in assay/v1/*.proto; do
  if grep -q '^service ' "$file"; then
    protoc -I . --plugin=protoc-gen-grpc_python="$plugin" --grpc_python_out="$work/out" "$file"
  fi
done

# The generated files import each other by absolute names; here they stand inside the package.
find "$work/out" -name '*.py*' -exec sed -i -E \
  -e 's/^from assay\.(v1|wire) import/from assay._generated.\1 import/' {} +
rm -rf "$target"
mkdir -p "$target"
cp -r "$work/out/assay/." "$target"
for folder in "$target" "$target/v1" "$target/wire"; do
  printf '"""Made by clients/python/generate.sh from proto/."""\n' > "$folder/__init__.py"
done
