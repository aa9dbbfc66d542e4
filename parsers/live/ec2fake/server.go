package ec2fake

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Server answers from its model. The zero Server answers that there is nothing.
type Server struct {
	Model Model
	// PageSize, where it is set, is how many things a page has at most.
	PageSize int
	// Errors are the codes with which calls are refused.
	Errors map[string]string
	// Throttle is how often each call is told to slow down before it is answered.
	Throttle map[string]int
	// Page, where it is set, is sent in place of every answer, as a proxy does.
	Page string

	mu    sync.Mutex
	asked map[string]int
}

// Asked is how often a call was made.
func (s *Server) Asked(call string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[call]
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.Page != "" {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, s.Page)
		return
	}
	if err := r.ParseForm(); err != nil {
		refuse(w, http.StatusBadRequest, "MalformedQueryString", err.Error())
		return
	}
	call := r.Form.Get("Action")
	times := s.count(call)
	known, ok := actions[call]
	switch {
	case !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 Credential="):
		refuse(w, http.StatusUnauthorized, "MissingAuthenticationToken", "Request is missing Authentication Token")
	case !ok || r.Form.Get("Version") != "2016-11-15":
		refuse(w, http.StatusBadRequest, "InvalidAction", "The action "+call+" is not valid for this web service.")
	case s.Errors[call] == "UnauthorizedOperation":
		refuse(w, http.StatusForbidden, s.Errors[call], "You are not authorized to perform this operation.")
	case s.Errors[call] != "":
		refuse(w, http.StatusBadRequest, s.Errors[call], "the test wants it so")
	case times <= s.Throttle[call]:
		refuse(w, http.StatusServiceUnavailable, "RequestLimitExceeded", "Request limit exceeded.")
	default:
		s.answer(w, call, known, r.Form)
	}
}

func (s *Server) count(call string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.asked == nil {
		s.asked = map[string]int{}
	}
	s.asked[call]++
	return s.asked[call]
}

func refuse(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "text/xml;charset=UTF-8")
	w.WriteHeader(status)
	fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?>
<Response><Errors><Error><Code>%s</Code><Message>%s</Message></Error></Errors><RequestID>00000000-0000-0000-0000-000000000000</RequestID></Response>`, code, message)
}

// request is a question, its parameters sorted out.
type request struct {
	filters map[string][]string
	most    int
	from    int
	// own are the parameters that only this action knows.
	own map[string]string
}

func (s *Server) answer(w http.ResponseWriter, call string, a action, form url.Values) {
	asked, problem := parameters(a, form)
	if problem != "" {
		code, message, _ := strings.Cut(problem, ": ")
		refuse(w, http.StatusBadRequest, code, message)
		return
	}
	var found []any
	for _, item := range a.items(&s.Model, asked) {
		matches, unknown := matchesAll(a, item, asked.filters)
		if unknown != "" {
			refuse(w, http.StatusBadRequest, "InvalidParameterValue", "The filter '"+unknown+"' is invalid")
			return
		}
		if matches {
			found = append(found, item)
		}
	}
	size := asked.most
	if s.PageSize > 0 && (size == 0 || s.PageSize < size) && a.most > 0 {
		size = s.PageSize
	}
	from := min(asked.from, len(found))
	to := len(found)
	if size > 0 {
		to = min(from+size, len(found))
	}
	s.write(w, call, a, found[from:to], to, to < len(found))
}

func (s *Server) write(w http.ResponseWriter, call string, a action, items []any, next int, more bool) {
	w.Header().Set("Content-Type", "text/xml;charset=UTF-8")
	fmt.Fprintf(w, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<%sResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">", call)
	fmt.Fprint(w, "<requestId>00000000-0000-0000-0000-000000000000</requestId>")
	encoder := xml.NewEncoder(w)
	if a.set != "" {
		fmt.Fprintf(w, "<%s>", a.set)
	}
	for _, item := range items {
		err := error(nil)
		switch {
		case a.set != "":
			err = encoder.EncodeElement(item, xml.StartElement{Name: xml.Name{Local: "item"}})
		case a.alone != "":
			err = encoder.EncodeElement(item, xml.StartElement{Name: xml.Name{Local: a.alone}})
		default:
			err = encoder.Encode(item)
		}
		if err != nil {
			panic(err) // a type of this package that is no XML
		}
	}
	if a.set != "" {
		fmt.Fprintf(w, "</%s>", a.set)
	}
	if more {
		fmt.Fprintf(w, "<nextToken>from-%d</nextToken>", next)
	}
	fmt.Fprintf(w, "</%sResponse>", call)
}

// parameters sorts a form out. problem is a code and a sentence, "" where there is none.
func parameters(a action, form url.Values) (asked request, problem string) {
	asked = request{filters: map[string][]string{}, own: map[string]string{}}
	names := map[string]string{}
	for name, values := range form {
		part := strings.Split(name, ".")
		switch {
		case name == "Action" || name == "Version":
		case name == "MaxResults" && a.most > 0:
			asked.most, _ = strconv.Atoi(values[0])
			if asked.most < a.least || asked.most > a.most {
				return asked, fmt.Sprintf("InvalidParameterValue: MaxResults %d is not between %d and %d", asked.most, a.least, a.most)
			}
		case name == "NextToken" && a.most > 0:
			number, ok := strings.CutPrefix(values[0], "from-")
			if asked.from, _ = strconv.Atoi(number); !ok {
				return asked, "InvalidNextToken: The token is invalid"
			}
		case part[0] == "Filter" && len(part) == 3 && part[2] == "Name":
			names[part[1]] = values[0]
		case part[0] == "Filter" && len(part) == 4 && part[2] == "Value":
		case slices.Contains(a.own, name):
			asked.own[name] = values[0]
		default:
			return asked, "UnknownParameter: The parameter " + name + " is not recognized"
		}
	}
	for name, values := range form {
		if part := strings.Split(name, "."); part[0] == "Filter" && len(part) == 4 {
			asked.filters[names[part[1]]] = append(asked.filters[names[part[1]]], values[0])
		}
	}
	for name, values := range asked.filters {
		if len(values) > 200 {
			return asked, "FilterLimitExceeded: the filter " + name + " has more than 200 values"
		}
	}
	return asked, ""
}

// matchesAll says whether a thing passes all filters; unknown is the first that the action
// does not know.
func matchesAll(a action, item any, filters map[string][]string) (matches bool, unknown string) {
	matches = true
	for name, wanted := range filters {
		of, known := a.filters[name]
		if !known {
			return false, name
		}
		if !slices.ContainsFunc(of(item), func(v string) bool { return slices.Contains(wanted, v) }) {
			matches = false
		}
	}
	return matches, ""
}
