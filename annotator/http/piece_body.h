#ifndef ASSAY_ANNOTATOR_HTTP_PIECE_BODY_H_
#define ASSAY_ANNOTATOR_HTTP_PIECE_BODY_H_

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/optional.hpp>
#include <cstdint>
#include <string>

namespace assay::http {

// A Beast Body that gathers bytes in a string, which may be taken away between two reads.  It makes
// no room beforehand, whatever length the client announces.
struct PieceBody {
  using value_type = std::string;

  class reader {
   public:
    template <bool is_request, typename Fields>
    reader(boost::beast::http::header<is_request, Fields>&, value_type& body) : body_(body) {}

    void init(const boost::optional<uint64_t>&, boost::beast::error_code& error) { error = {}; }

    template <typename Buffers>
    size_t put(const Buffers& buffers, boost::beast::error_code& error) {
      error = {};
      size_t size = 0;
      for (auto i = boost::asio::buffer_sequence_begin(buffers);
           i != boost::asio::buffer_sequence_end(buffers); ++i) {
        const boost::asio::const_buffer buffer = *i;
        body_.append(static_cast<const char*>(buffer.data()), buffer.size());
        size += buffer.size();
      }
      return size;
    }

    void finish(boost::beast::error_code& error) { error = {}; }

   private:
    value_type& body_;
  };
};

}  // namespace assay::http

#endif  // ASSAY_ANNOTATOR_HTTP_PIECE_BODY_H_
