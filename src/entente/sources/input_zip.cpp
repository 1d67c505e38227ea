// zip: the list of members stands at the archive's end, so it is read from a file and not a pipe;
// members are read one after another and never extracted, so a name such as "../../x" is only text.
//
// The archive's own words about sizes are not believed: libzip gives more than a member declares,
// so what comes out is counted by GuardedInput, and what goes in is counted here, where libzip asks
// for bytes. The list itself is limited too: opening may read only as many bytes as --max-entries
// members need. Bytes that follow the archive are looked for here: libzip's own check
// (ZIP_CHECKCONS) would find them, but it also refuses sound archives whose members' headers differ
// from the list in ways that common writers leave. Only stored and deflated members are read: other
// methods are rare in provider files, and LZMA lets a member choose how much memory it takes.

#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <cstring>

#include "entente/base/text.hpp"
#include "entente/sources/input_parts.hpp"

namespace entente::input_parts {
namespace {

// A member's two headers are 76 bytes and two names; most fit in a fraction of this.
constexpr std::uint64_t kListBytesOfAMember = 4096;
constexpr std::uint64_t kListBytesAtLeast = 1U << 20;
constexpr std::size_t kShownName = 500;

// What libzip reads from. Lives as long as the archive.
struct ZipSource {
  const StoredBytes& stored;
  std::uint64_t position = 0;
  std::uint64_t served = 0;  ///< bytes given to libzip
  std::uint64_t allowed = 0;
  bool over = false;
  std::optional<Error> failure{};
  zip_error_t error{};
};

zip_int64_t refuse(ZipSource& source, int code) {
  ::zip_error_set(&source.error, code, 0);
  return -1;
}

zip_int64_t serve(ZipSource& source, char* out, std::uint64_t size) {
  size = std::min<std::uint64_t>(size, 1U << 30);
  if (source.served > source.allowed) {
    source.over = true;
    return refuse(source, ZIP_ER_READ);
  }
  auto got = source.stored.read_at(source.position, out, static_cast<std::size_t>(size));
  if (!got) {
    source.failure = std::move(got).error();
    return refuse(source, ZIP_ER_READ);
  }
  source.position += *got;
  source.served += *got;
  return static_cast<zip_int64_t>(*got);
}

zip_int64_t source_callback(void* self, void* data, zip_uint64_t size, zip_source_cmd_t command) {
  ZipSource& source = *static_cast<ZipSource*>(self);
  switch (command) {
    case ZIP_SOURCE_OPEN:
      source.position = 0;
      return 0;
    case ZIP_SOURCE_READ:
      return serve(source, static_cast<char*>(data), size);
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE:
      return 0;
    case ZIP_SOURCE_STAT: {
      auto* status = static_cast<zip_stat_t*>(data);
      ::zip_stat_init(status);
      status->size = source.stored.all();
      status->valid = ZIP_STAT_SIZE;
      return sizeof(zip_stat_t);
    }
    case ZIP_SOURCE_ERROR:
      return ::zip_error_to_data(&source.error, data, size);
    case ZIP_SOURCE_SEEK: {
      const zip_int64_t at = ::zip_source_seek_compute_offset(source.position, source.stored.all(),
                                                              data, size, &source.error);
      if (at < 0) return -1;
      source.position = static_cast<std::uint64_t>(at);
      return 0;
    }
    case ZIP_SOURCE_TELL:
      return static_cast<zip_int64_t>(source.position);
    case ZIP_SOURCE_SUPPORTS:
      return ::zip_source_make_command_bitmap(
          ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR,
          ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL, ZIP_SOURCE_SUPPORTS, -1);
    default:
      return refuse(source, ZIP_ER_OPNOTSUPP);
  }
}

struct Discard {
  void operator()(zip_t* archive) const { ::zip_discard(archive); }
};
struct CloseMember {
  void operator()(zip_file_t* file) const { ::zip_fclose(file); }
};
using Archive = std::unique_ptr<zip_t, Discard>;
using Member = std::unique_ptr<zip_file_t, CloseMember>;

std::string text_of(zip_error_t& error) { return ::zip_error_strerror(&error); }

tl::unexpected<Error> entries_error(const InputLimits& limits, const std::string& path) {
  return fail(ErrorCode::kBadData,
              fmt::format("archive holds more than {} members (limit --max-entries)",
                          group_digits(limits.max_entries)),
              "split the archive, or raise --max-entries", {path});
}

// The archive's end record is its last bytes: 22, the last two of them the length of a comment that
// follows. Anything else at the file's end is a cut or something added.
Result<bool> ends_as_archive(const StoredBytes& stored) {
  constexpr std::size_t kEndRecord = 22;
  constexpr std::size_t kLongestComment = 65535;
  const auto size =
      static_cast<std::size_t>(std::min<std::uint64_t>(stored.all(), kEndRecord + kLongestComment));
  std::string tail(size, '\0');
  std::size_t filled = 0;
  while (filled < size) {
    ENTENTE_TRY(const std::size_t got,
                stored.read_at(stored.all() - size + filled, tail.data() + filled, size - filled));
    if (got == 0) return false;
    filled += got;
  }
  for (std::size_t comment = 0; comment + kEndRecord <= size; ++comment) {
    const std::string_view record = std::string_view(tail).substr(size - kEndRecord - comment);
    const std::size_t declared =
        static_cast<unsigned char>(record[20]) + 256U * static_cast<unsigned char>(record[21]);
    if (declared == comment && record.starts_with("PK\x05\x06")) return true;
  }
  return false;
}

tl::unexpected<Error> broken_archive(const std::string& why, const std::string& path) {
  return fail(ErrorCode::kBadData, "zip archive is cut off or damaged: " + why,
              "get the file again; nothing may follow the archive in its file", {path});
}

Result<Archive> open_archive(ZipSource& source, const InputLimits& limits) {
  const std::string& path = source.stored.path();
  ENTENTE_TRY(const bool complete, ends_as_archive(source.stored));
  if (!complete) return broken_archive("its end record is not at its end", path);
  source.allowed = kListBytesAtLeast +
                   std::min<std::uint64_t>(limits.max_entries, 1U << 30) * kListBytesOfAMember;
  zip_error_t error;
  ::zip_error_init(&error);
  zip_source_t* const handle = ::zip_source_function_create(source_callback, &source, &error);
  Archive archive;
  if (handle != nullptr) {
    archive.reset(::zip_open_from_source(handle, ZIP_RDONLY, &error));
    if (!archive) ::zip_source_free(handle);
  }
  const std::string text = text_of(error);
  ::zip_error_fini(&error);
  if (source.failure) return fail(*source.failure);
  if (source.over) return entries_error(limits, path);
  if (!archive) return broken_archive(text, path);
  source.allowed = ~std::uint64_t{0};
  return archive;
}

class ZipDecoder final : public Decoder {
 public:
  ZipDecoder(zip_file_t* file, ZipSource& source, const zip_stat_t& status)
      : file_(file),
        source_(source),
        served_before_(source.served),
        stored_all_((status.valid & ZIP_STAT_COMP_SIZE) != 0 ? status.comp_size : 0) {
    if ((status.valid & ZIP_STAT_SIZE) != 0) declared_ = status.size;
  }

  Result<std::size_t> read(char* out, std::size_t size) override {
    const zip_int64_t got = ::zip_fread(file_, out, size);
    if (got < 0) {
      if (source_.failure) return fail(*source_.failure);
      return fail(ErrorCode::kBadData,
                  "zip member is cut off or damaged: " + text_of(*::zip_file_get_error(file_)),
                  "get the archive again");
    }
    given_ += static_cast<std::uint64_t>(got);
    // libzip itself leaves this unsaid.
    if (declared_ && (given_ > *declared_ || (got == 0 && given_ < *declared_))) {
      return fail(ErrorCode::kBadData,
                  fmt::format("zip member holds {} than the {} bytes it declares",
                              given_ > *declared_ ? "more" : "less", group_digits(*declared_)),
                  "get the archive again");
    }
    return static_cast<std::size_t>(got);
  }
  std::uint64_t stored_bytes_done() const override { return source_.served - served_before_; }
  std::uint64_t stored_bytes_all() const override { return stored_all_; }

 private:
  zip_file_t* file_;
  ZipSource& source_;
  std::uint64_t served_before_;
  std::uint64_t stored_all_;
  std::optional<std::uint64_t> declared_;
  std::uint64_t given_ = 0;
};

Result<void> check_readable(const zip_stat_t& status, const std::string& name,
                            std::uint64_t archive_bytes) {
  if ((status.valid & ZIP_STAT_COMP_SIZE) != 0 && status.comp_size > archive_bytes) {
    return fail(ErrorCode::kBadData, "zip member declares more stored bytes than its archive has",
                "get the archive again", {name});
  }
  if ((status.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && status.encryption_method != ZIP_EM_NONE) {
    return fail(ErrorCode::kBadData, "zip member is encrypted",
                "make the archive again without a password", {name});
  }
  if ((status.valid & ZIP_STAT_COMP_METHOD) != 0 && status.comp_method != ZIP_CM_STORE &&
      status.comp_method != ZIP_CM_DEFLATE) {
    return fail(
        ErrorCode::kBadData,
        fmt::format("zip member is compressed by method {}, which is not read", status.comp_method),
        "make the archive again with deflate", {name});
  }
  return {};
}

}  // namespace

Result<void> for_each_zip_member(StoredBytes& stored, const InputLimits& limits,
                                 const InputVisitor& visit) {
  ZipSource source{stored};
  ENTENTE_TRY(const Archive archive, open_archive(source, limits));
  const zip_int64_t count = ::zip_get_num_entries(archive.get(), 0);
  if (count > 0 && static_cast<std::uint64_t>(count) > limits.max_entries) {
    return entries_error(limits, stored.path());
  }
  ArchiveTotal total{0, stored.all()};
  for (zip_int64_t i = 0; i < count; ++i) {
    const auto index = static_cast<zip_uint64_t>(i);
    zip_stat_t status;
    ::zip_stat_init(&status);
    if (::zip_stat_index(archive.get(), index, 0, &status) != 0 ||
        (status.valid & ZIP_STAT_NAME) == 0) {
      return fail(ErrorCode::kBadData, fmt::format("zip member {} has no readable entry", i + 1),
                  "get the archive again", {stored.path()});
    }
    const std::string_view member_name = status.name;
    if (member_name.ends_with('/')) continue;
    const std::string name = stored.path() + "!" + printable(member_name, kShownName);
    ENTENTE_CHECK(check_readable(status, name, stored.all()));
    const Member file(::zip_fopen_index(archive.get(), index, 0));
    if (!file) {
      if (source.failure) return fail(*source.failure);
      return fail(ErrorCode::kBadData,
                  "zip member cannot be opened: " + text_of(*::zip_get_error(archive.get())),
                  "get the archive again", {name});
    }
    ZipDecoder decoder(file.get(), source, status);
    GuardedInput input(name, decoder, limits, true, &total);
    ENTENTE_CHECK(visit(input));
  }
  return {};
}

}  // namespace entente::input_parts
