// libyaml: its event API knows line and column of every node.
#include <yaml.h>
