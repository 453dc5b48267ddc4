#include "tests/annotator/campaign/desk/row_damage.h"

#include <memory>

namespace assay {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// A message whose parts are changed and put back.
class Damage {
 public:
  using Visit = std::function<void(const std::string&, const Message&)>;

  Damage(const Message& message, const Visit& visit) : whole_(message.New()), visit_(visit) {
    whole_->CopyFrom(message);
  }

  void Run() { ChangeFields("", *whole_); }

 private:
  void ChangeFields(const std::string& path, Message& part) {
    for (int i = 0; i < part.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor* const field = part.GetDescriptor()->field(i);
      const std::string name = path + field->name();
      if (field->is_repeated()) {
        ChangeList(name, part, *field);
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        ChangeMessage(name, part, *field);
      } else {
        const std::unique_ptr<Message> before(part.New());
        before->CopyFrom(part);
        if (ChangeScalar(part, *field)) {
          visit_(name, *whole_);
        }
        part.CopyFrom(*before);
      }
    }
  }

  void ChangeMessage(const std::string& name, Message& part, const FieldDescriptor& field) {
    const Reflection& reflection = *part.GetReflection();
    if (!reflection.HasField(part, &field)) {
      return;
    }
    ChangeFields(name + ".", *reflection.MutableMessage(&part, &field));
    const std::unique_ptr<Message> before(part.New());
    before->CopyFrom(part);
    reflection.ClearField(&part, &field);
    visit_(name + ", none", *whole_);
    part.CopyFrom(*before);
  }

  void ChangeList(const std::string& name, Message& part, const FieldDescriptor& field) {
    const Reflection& reflection = *part.GetReflection();
    const int size = reflection.FieldSize(part, &field);
    if (size == 0) {
      return;
    }
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      for (int i = 0; i < size; ++i) {
        ChangeFields(name + ".", *reflection.MutableRepeatedMessage(&part, &field, i));
      }
    }
    const std::unique_ptr<Message> before(part.New());
    before->CopyFrom(part);
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
      reflection.SetRepeatedInt64(&part, &field, size - 1,
                                  reflection.GetRepeatedInt64(part, &field, size - 1) + 1);
      visit_(name, *whole_);
      part.CopyFrom(*before);
    }
    reflection.RemoveLast(&part, &field);
    visit_(name + ", one less", *whole_);
    part.CopyFrom(*before);
  }

  static bool ChangeScalar(Message& part, const FieldDescriptor& field) {
    const Reflection& reflection = *part.GetReflection();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        reflection.SetInt32(&part, &field, reflection.GetInt32(part, &field) + 1);
        return true;
      case FieldDescriptor::CPPTYPE_INT64:
        reflection.SetInt64(&part, &field, reflection.GetInt64(part, &field) + 1);
        return true;
      case FieldDescriptor::CPPTYPE_UINT32:
        reflection.SetUInt32(&part, &field, reflection.GetUInt32(part, &field) + 1);
        return true;
      case FieldDescriptor::CPPTYPE_UINT64:
        reflection.SetUInt64(&part, &field, reflection.GetUInt64(part, &field) + 1);
        return true;
      case FieldDescriptor::CPPTYPE_DOUBLE:
        reflection.SetDouble(&part, &field, reflection.GetDouble(part, &field) / 2);
        return true;
      case FieldDescriptor::CPPTYPE_BOOL:
        reflection.SetBool(&part, &field, !reflection.GetBool(part, &field));
        return true;
      case FieldDescriptor::CPPTYPE_STRING:
        reflection.SetString(&part, &field, reflection.GetString(part, &field) + "x");
        return true;
      default:
        return false;
    }
  }

  const std::unique_ptr<Message> whole_;
  const Visit& visit_;
};

}  // namespace

void VisitDamaged(const Message& message,
                  const std::function<void(const std::string&, const Message&)>& visit) {
  Damage(message, visit).Run();
}

}  // namespace assay
