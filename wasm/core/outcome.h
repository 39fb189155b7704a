#ifndef INKLING_CORE_OUTCOME_H_
#define INKLING_CORE_OUTCOME_H_

#include <string>
#include <utility>

namespace inkling {

// How something that a user asked for went. An empty code means success; otherwise the state
// before the request is kept.
struct Outcome {
  // For programs: 'invalid-specification', 'invalid-data', 'invalid-input', 'invalid-checkpoint',
  // 'no-dataset', 'no-model' or 'out-of-memory'.
  std::string code;
  // The field at fault, as 'model.layers[1].units'; empty if there is none.
  std::string path;
  // A sentence for people.
  std::string message;

  bool ok() const { return code.empty(); }
};

inline Outcome InvalidSpecification(std::string path, std::string message) {
  return {"invalid-specification", std::move(path), std::move(message)};
}

}  // namespace inkling

#endif  // INKLING_CORE_OUTCOME_H_
